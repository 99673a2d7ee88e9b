"""The muscles that cross the lumbosacral joint: who pulls how hard, and what that does to the spine."""
