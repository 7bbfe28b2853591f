//! The log's rooms by their stories, against naive models and against programs that we did not write.

mod derive;
mod leaf;
mod note;
mod replay;
mod statements;
mod tree;
mod vectors;
mod world;
