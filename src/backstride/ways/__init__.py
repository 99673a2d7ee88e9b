"""From the files of one recording to what is measured of it: one file per kind of recording."""
