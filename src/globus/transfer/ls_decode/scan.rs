//! Finds the end of a JSON value in pieces of any size, without parsing it.

/// The state of a search.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scan {
    /// How many bytes were scanned.
    seen: usize,
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// Whether nothing was scanned yet.
    pub fn is_fresh(&self) -> bool {
        self.seen == 0
    }

    /// The length of the value at the beginning of `value`, which holds the bytes of the last call and perhaps more. `None`
    /// when its end has not arrived; zero when there is no value.
    pub fn end(&mut self, value: &[u8]) -> Option<usize> {
        for byte in value.get(self.seen..).unwrap_or_default() {
            let at = self.seen;
            self.seen += 1;
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_string = false;
                        if self.depth == 0 {
                            return Some(self.seen);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' if self.depth == 0 && at > 0 => return Some(at),
                b'"' => self.in_string = true,
                b'{' | b'[' if self.depth == 0 && at > 0 => return Some(at),
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth == 0 => return Some(at),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(self.seen);
                    }
                }
                // A literal or number ends before a character that cannot belong to it.
                b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return Some(at),
                _ => {}
            }
        }
        None
    }
}
