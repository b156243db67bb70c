"""To whom: ranks candidates, sends referrals and follows them."""
