//! The program `yepiao`.

// Checking ballots in batches takes and gives back megabytes at a time; the system's allocator returns them to the kernel and has
// every page cleared again, which cost some 5 % there. No pages of 2 MiB (`no_thp`): what little stands in each of them took 50 MB more.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    yepiao::cli::main(std::env::args_os())
}
