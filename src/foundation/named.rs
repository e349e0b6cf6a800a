//! Enums whose variants have words in scenarios, tables and files.

/// An enum whose variants have words; `named!` declares one.
pub trait Named: Copy + 'static {
    /// Words of all variants, in their order.
    const NAMES: &'static [&'static str];

    /// Word in scenarios and files.
    fn name(self) -> &'static str;

    /// Variant of this word; `None` for an unknown word.
    fn of_name(name: &str) -> Option<Self>;
}

/// Declares an enum together with the words of its variants: `ALL`, `NAMES`, `name()` and `of_name()`.
///
/// A word stands once, beside its variant. Lists of allowed words are `NAMES` and cannot lack one.
macro_rules! named {
    (
        $(#[$about:meta])*
        $visible:vis enum $name:ident {
            $($(#[$help:meta])* $variant:ident => $word:literal,)+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $visible enum $name {
            $($(#[$help])* $variant,)+
        }

        impl $name {
            /// All variants, in the order in which messages list them.
            pub const ALL: [$name; [$($word),+].len()] = [$($name::$variant),+];

            /// Words of all variants in scenarios and files, in the same order.
            pub const NAMES: [&'static str; [$($word),+].len()] = [$($word),+];

            /// Word in scenarios and files.
            pub const fn name(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)+
                }
            }

            /// Returns the variant of this word; `None` for an unknown word.
            pub fn of_name(name: &str) -> Option<$name> {
                match name {
                    $($word => Some($name::$variant),)+
                    _ => None,
                }
            }
        }

        impl $crate::foundation::named::Named for $name {
            const NAMES: &'static [&'static str] = &$name::NAMES;

            fn name(self) -> &'static str {
                $name::name(self)
            }

            fn of_name(name: &str) -> Option<$name> {
                $name::of_name(name)
            }
        }
    };
}

pub(crate) use named;

#[cfg(test)]
mod tests {
    use super::*;

    named! {
        /// Two words.
        enum Pair {
            /// The first.
            First => "first",
            /// The second.
            Second => "second_one",
        }
    }

    #[test]
    fn identity_words_lead_to_their_variants_and_back() {
        assert_eq!(Pair::NAMES, ["first", "second_one"]);
        assert_eq!(Pair::ALL.map(Pair::name), Pair::NAMES);
        assert_eq!(Pair::NAMES.map(Pair::of_name), Pair::ALL.map(Some));
        assert_eq!(<Pair as Named>::of_name("third"), None);
        assert_eq!(<Pair as Named>::NAMES, Pair::NAMES);
    }
}
