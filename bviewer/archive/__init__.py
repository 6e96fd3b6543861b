"""Archives: an album with all that somebody may see below it, as one file to download.

`contents` tells what is in one, under which `names`; `asking` has one built or finds the one that
is there already, and `building` does it, a while at a time, with what `zip_file` writes.

An archive belongs to whoever would be shown the very same: what is in it has a digest, and before
bytes are sent, the digest of what this visitor may see now has to be the same (`contents.digest`).
"""
