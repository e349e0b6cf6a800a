//! A file that outlives the failure of its disk.
//!
//! The writer of an archive completes it even where it is dropped after an error. On a full disk that fails once more, and the
//! library prints so itself. This file keeps the first error and takes everything after it without writing, so that the error can be
//! reported where it belongs, with its path.

use std::io::{self, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// The file; [`Failure`] tells whether it is whole.
#[derive(Debug)]
pub struct Enduring<W> {
    to: W,
    failed: bool,
    failure: Failure,
    /// Where the next byte would go, and the end, once nothing is written any more.
    at: u64,
    end: u64,
}

/// First error of an [`Enduring`] file.
#[derive(Debug, Clone, Default)]
pub struct Failure(Arc<Mutex<Option<io::Error>>>);

impl Failure {
    /// Takes the error.
    ///
    /// # Errors
    /// The first error of the file, once.
    pub fn check(&self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err)
    }
}

impl<W> Enduring<W> {
    /// Writes to this file as long as it goes well.
    pub fn new(to: W) -> (Enduring<W>, Failure) {
        let failure = Failure::default();
        (Enduring { to, failed: false, failure: failure.clone(), at: 0, end: 0 }, failure)
    }

    fn endure<T>(&mut self, done: io::Result<T>, instead: T) -> T {
        done.unwrap_or_else(|error| {
            self.failed = true;
            *self.failure.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            instead
        })
    }

    fn moved_to(&mut self, at: u64) -> u64 {
        self.at = at;
        self.end = self.end.max(at);
        at
    }
}

impl<W: Write> Write for Enduring<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = if self.failed {
            bytes.len()
        } else {
            match self.to.write(bytes) {
                // The caller tries again.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                done => self.endure(done, bytes.len()),
            }
        };
        self.moved_to(self.at + taken as u64);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.failed {
            let done = self.to.flush();
            self.endure(done, ());
        }
        Ok(())
    }
}

impl<W: Seek> Seek for Enduring<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let instead = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
        };
        let instead = instead.ok_or(io::ErrorKind::InvalidInput)?;
        let at = if self.failed {
            instead
        } else {
            let done = self.to.seek(to);
            self.endure(done, instead)
        };
        Ok(self.moved_to(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A disk with room for so many bytes.
    struct Full(Cursor<Vec<u8>>, usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = self.1.saturating_sub(self.0.position() as usize).min(bytes.len());
            if room == 0 && !bytes.is_empty() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.0.write(&bytes[..room])
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Full {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    /// Wherever the disk is full, the archive ends without an error of its own, and the disk's is there once; with room, the bytes are
    /// those of a plain file.
    #[test]
    fn limit_an_archive_on_a_full_disk_ends_in_the_error_of_the_disk() {
        let numbers = ndarray::Array1::from_iter(0..300_u32);
        let write = |room: usize| {
            let (file, failure) = Enduring::new(Full(Cursor::default(), room));
            let mut archive = ndarray_npy::NpzWriter::new(file);
            archive.add_array("one", &numbers).unwrap();
            archive.add_array("other", &numbers).unwrap();
            let file = archive.finish().unwrap();
            (file.to.0.into_inner(), failure.check())
        };
        let mut plain = ndarray_npy::NpzWriter::new(Cursor::new(Vec::new()));
        plain.add_array("one", &numbers).unwrap();
        plain.add_array("other", &numbers).unwrap();
        let plain = plain.finish().unwrap().into_inner();
        let (bytes, done) = write(1_000_000);
        assert!(done.is_ok() && bytes == plain);
        for room in (0..plain.len()).step_by(7) {
            let (_, done) = write(room);
            assert_eq!(done.unwrap_err().kind(), io::ErrorKind::StorageFull, "{room}");
        }
    }

    #[test]
    fn identity_an_error_is_told_once() {
        let (mut file, failure) = Enduring::new(Full(Cursor::default(), 3));
        file.write_all(b"abcdef").unwrap();
        assert_eq!(file.stream_position().unwrap(), 6);
        assert!(failure.check().is_err() && failure.check().is_ok());
    }
}
