//! Resolves a folder to one path, however it was named, and checks that names stay inside it.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};

/// Absolute path of a folder, without `.`, `..` or links above it. The folder and its parents need not exist.
/// The folder itself is not followed if it is a link.
///
/// # Errors
/// Errors of the file system for the parent folders.
pub fn resolve(asked: &Path) -> io::Result<PathBuf> {
    let mut found = std::env::current_dir()?.canonicalize()?;
    let mut parts = asked.components().peekable();
    while let Some(part) = parts.next() {
        match part {
            Component::Prefix(_) | Component::RootDir => found.push(part),
            Component::CurDir => {}
            Component::ParentDir => {
                found.pop();
            }
            Component::Normal(name) => {
                found.push(name);
                // A path that does not exist yet cannot be a link.
                if parts.peek().is_some() && about(&found)?.is_some() {
                    found = fs::canonicalize(&found)?;
                }
            }
        }
    }
    Ok(found)
}

/// Metadata of a path without following links; `None` if nothing is there.
///
/// # Errors
/// Errors of the file system.
pub fn about(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(about) => Ok(Some(about)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether a path is a folder, and not a link to one.
pub fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_dir())
}

/// Whether a path is a file, and not a link to one.
pub fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_file())
}

/// Whether a name from a list stays inside the folder of the list.
pub fn stays_inside(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    !name.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// Path of a file below a folder, if it is a plain file and no folder on the way is a link.
pub fn file_below(folder: &Path, name: &str) -> Option<PathBuf> {
    let path = folder.join(name);
    let mut above = path.ancestors().skip(1).take_while(|above| *above != folder);
    (stays_inside(name) && above.all(is_folder) && is_file(&path)).then_some(path)
}

/// Removes empty sub-folders, then the folder itself if nothing is left in it.
pub fn remove_if_empty(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            remove_if_empty(&entry.path());
        }
    }
    // The file system refuses this unless the folder is empty.
    let _ = fs::remove_dir(folder);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_one_folder_has_one_path() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().canonicalize().unwrap();
        fs::create_dir(root.join("there")).unwrap();
        for name in ["run", "run/", "run/.", "./run", "there/../run", "new/../run", "there/./../run//"] {
            assert_eq!(resolve(&root.join(name)).unwrap(), root.join("run"), "{name}");
        }
        assert_eq!(resolve(&root.join("there/.")).unwrap(), root.join("there"));
        assert_eq!(resolve(&root.join("there/..")).unwrap(), root);
    }

    #[test]
    fn limit_a_name_that_leaves_the_folder_is_no_name() {
        for name in ["", "/etc/passwd", "../mine", "figures/../../mine", ".", "figures/.."] {
            assert!(!stays_inside(name), "{name}");
        }
        assert!(stays_inside("figures/a.svg") && stays_inside(".puncta"));
    }

    #[test]
    #[cfg(unix)]
    fn limit_no_link_leads_to_a_file_below() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path();
        fs::create_dir_all(root.join("mine")).unwrap();
        fs::write(root.join("mine/a"), "kept").unwrap();
        fs::create_dir(root.join("run")).unwrap();
        std::os::unix::fs::symlink(root.join("mine"), root.join("run/figures")).unwrap();
        std::os::unix::fs::symlink(root.join("mine/a"), root.join("run/a")).unwrap();
        let run = root.join("run");
        assert_eq!((file_below(&run, "figures/a"), file_below(&run, "a")), (None, None));
        assert_eq!(file_below(root, "mine/a"), Some(root.join("mine/a")));
    }
}
