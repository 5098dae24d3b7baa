"""An invented year of a council's life, for demonstrations and benchmarks. Loaded only by the commands for it.

`plan` decides what happens when and where, `histories` tells each story, `writing` loads the stories through the
rooms' own bulk operations. Everybody in it is invented.
"""
