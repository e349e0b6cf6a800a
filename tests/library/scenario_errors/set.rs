//! `--set`.

use super::{GOOD, read, said};

#[test]
fn identity_set_errors_point_at_the_command_line() {
    for (set, key, column, pieces) in [
        ("device.depth_mm=15", Some("device.depth_mm"), 23, ["15", "0 to 3 mm"]),
        ("device.depth_mm=1,5", Some("device.depth_mm"), 23, ["1,5", "write 1.5"]),
        ("device.dept_mm=1", Some("device.dept_mm"), 7, ["dept_mm", "did you mean device.depth_mm?"]),
        ("depth_mm=1", Some("depth_mm"), 7, ["depth_mm", "did you mean device.depth_mm?"]),
        ("devise.depth=1", Some("devise.depth"), 7, ["devise", "did you mean device.depth_mm?"]),
        ("skin=cheek", Some("skin"), 7, ["is a section", "site"]),
        ("skin.site=cheak", Some("skin.site"), 17, ["cheak", "did you mean \"cheek\"?"]),
        ("skin.site=", Some("skin.site"), 7, ["no value", "skin.site="]),
        ("run.seed", None, 7, ["no =", "key=value"]),
        ("=1", None, 7, ["names no key", "key=value"]),
        ("a.b.c=1", Some("a.b.c"), 7, ["a.b.c", "sections"]),
    ] {
        let errors = read(GOOD, &[set]).expect_err(set);
        assert_eq!(errors.len(), 1, "{errors:#?}");
        let error = &errors[0];
        assert_eq!(error.key.as_deref(), key, "{error:#?}");
        assert_eq!((error.line, error.column), (Some(1), Some(column)), "{error:#?}");
        assert_eq!(error.source.as_deref(), Some("command line"));
        for piece in pieces {
            assert!(said(error).contains(piece), "{piece} in {error:#?}");
        }
    }
}
