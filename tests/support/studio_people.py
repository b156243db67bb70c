"""Who writes, reads and signs agreements in a test."""

from worlds import ADMIN, NURSE, another, id_of

GP = another(ADMIN, id=id_of("auteur"), name="Nienke Ozinga", role="huisarts")
COLLEAGUE = another(ADMIN, id=id_of("collega"), name="Roos Everts")
ORG_ADMIN = another(
    NURSE, id=id_of("orgbeheer"), kind="org_admin", role="organisatiebeheerder", team_id=None,
    name="Tom de Linde",
)  # fmt: skip
PEOPLE = (GP, COLLEAGUE, ORG_ADMIN)
