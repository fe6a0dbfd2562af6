//! One JSON string a line in, what may be shown of it out: the bulk door of the differential test.

use std::io::{self, BufRead, Write};

use error_doctor::paste::Paste;

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        let shown = Paste::read(&text).map_or_else(|_| String::new(), |p| p.shown().to_owned());
        serde_json::to_writer(&mut out, &shown)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
