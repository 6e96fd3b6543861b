"""The library: the owner's photographs on disk, which bviewer reads and never writes.

Everything here takes paths the way the operating system does, as names decoded by `os.fsdecode`,
relative to a root, separated by '/', and '' for the root itself. `tree.Library` opens and walks,
going from folder to folder by file descriptors, so that no link leads out of the root.
`formats` is the one list of what is a picture; `decoders` opens it, `orientation` says which way
it is up. `facts.read_facts` says what an opened picture tells about itself (size, time taken,
camera) whatever its bytes hold. `identity.quick_hash` recognises a file that moved. `names` turns
names of files into text to store, sort and show. Nothing here knows the web or the database, and no
function here creates, changes or removes anything.
"""
