//! The log's rooms by their stories, against naive models and against programs that we did not write.

mod leaf;
mod note;
mod replay;
mod tree;
