"""The film pipeline: takes in; a synchronised, directed film, its angles and its report out."""
