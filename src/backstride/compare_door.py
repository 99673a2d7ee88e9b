"""``backstride compare``: did it change?"""
