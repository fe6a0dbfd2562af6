//! Rebuilds when a file is added to a folder that is embedded in the program.

fn main() {
    for folder in ["knowledge", "static", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
