"""What people do with a draft, as the audit log names it."""

ACTIONS = {
    "rta.draft_begun": "begon aan een nieuwe versie van een afspraak",
    "rta.draft_changed": "veranderde een concept van een afspraak",
    "rta.draft_submit": "legde een concept ter beoordeling voor",
    "rta.draft_return": "gaf een concept terug",
    "rta.draft_withdraw": "trok een concept in",
    "rta.draft_publish": "publiceerde een versie",
    "rta.draft_remarked": "maakte een opmerking bij een concept",
    "rta.draft_remark_answered": "beantwoordde een opmerking",
    "rta.replay_begun": "begon met naspelen van een concept",
    "rta.replayed_piece": "speelde een deel na",
    "rta.receipts_replayed": "speelde beslissingen na om een nieuwe afspraak te toetsen; alleen geteld",
    "rta.waiver_asked": "vroeg om een bevinding te aanvaarden",
    "rta.waiver_granted": "aanvaardde een bevinding als tweede",
    "rta.adopted": "tekende dat de organisatie volgens de afspraak werkt",
    "rta.not_adopted": "liet weten dat de organisatie niet volgens de afspraak werkt",
}
