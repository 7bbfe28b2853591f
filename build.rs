//! Compiles a release again when the pages in `src/web/dist` were built: they become part of the program, and cargo alone would not
//! notice that a folder came into being. For development they are read from the disk, so nothing has to be compiled.

fn main() {
    let release = std::env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    println!("cargo::rerun-if-changed={}", if release { "src/web/dist" } else { "build.rs" });
}
