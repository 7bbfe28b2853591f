//! The program `yepiao`.

fn main() -> std::process::ExitCode {
    yepiao::cli::main(std::env::args_os())
}
