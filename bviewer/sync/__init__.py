"""Mirroring folders into albums; what people did with an album survives what happens to files.

`scan` compares the folders with the rows (`known`), `unmatched` looks for the rows of files that
turned up, `moves` recognises what went elsewhere, and `plan` says what is to be done: until then
nothing is changed. `guard` stops a sync that would take an unmounted disk for an empty one.
`albums`, `apply` and `folders` (a batch at a time: `batches`) write, in short transactions, so that
a sync may be killed at any moment and started again. That what was closed stays closed is held by
`appearing` (which albums are new), `origins` (where content is known from), `vanished`,
`very_folders` and `former_folders` (whose heirs they may be), `replaced` and `away` (what is not
there any more, although something has its name), `losing` (what misses files, and what is new
around that), `keeping` (whether that still holds when files are read), `arrivals` and `closing`;
`report` tells what became of it, and `history` keeps that. `picked`, `picked_files`, `left_out`,
`left_out_files` and `staying_out` look after what people put into albums by hand, or took out of
them, by what `following` says of edits; `let_go` looks after folders without albums, `unnoted` and
`noting` after what is in those of closed ones, and `late` after copies that were seen before what
they are copies of. `motions` asks files that were known before what they move by. `run` puts them
together, and `service` lets one process at a time do so; `looking` and `by_itself` have it done
when folders change, and `recognition` and `rehoming` find out whether a folder holds the
photographs that are known.

`missing` looks for originals that are not there, `lost_folders` for disks that are not;
`missing_report` says so in few words, and `check_images` does so for some or all galleries. Their
owners get mails about both from `notices`.
"""
