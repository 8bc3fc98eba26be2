# The dossier: the record of a batch in one file that can be checked without us.
dossier = Dossier
dossier-file = The record in one file
    .words = Every entry about this batch, about what belongs to it and about what its decisions read, with the proof that each is in the signed log. Whoever has the file can check it without this centre.
dossier-take = Save the dossier
dossier-take-named = Save it with names
    .words = The dossier is coded: no name and no free text is opened, and the proofs stand all the same. With names, they are opened as far as your roles see them, and the access log notes whose.
dossier-check = Check it
    .words = The verifier is one page that works from a disk, without a network. Save it once, open it, and drop a dossier onto it.
dossier-check-command = Or with the program:
dossier-verifier = Save the verifier
dossier-heads = How far it is complete
    .words = That nothing is missing can be shown up to the entry that sealed the heads of all records last. Later entries are in the file too, and more may have come.
dossier-whole = Complete to its latest entry
dossier-not-whole = Not yet complete
dossier-sealed-at = Sealed by entry
dossier-sealed-on = Sealed
