//! What counts as content and what as punctuation.

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Whether `c` is content: a letter, an ideograph or a digit. Ratios count these characters.
pub fn is_content(c: char) -> bool {
    match c {
        '\u{4E00}'..='\u{9FFF}' => true,
        // The marks of ordinary prose, without the search in Unicode's tables.
        '\u{2000}'..='\u{206F}' | '\u{3000}'..='\u{3003}' | '\u{3008}'..='\u{3020}' => false,
        c => c.is_alphanumeric(),
    }
}

/// Whether `c` ends a sentence.
pub(crate) fn is_terminal(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\u{FF61}')
}

/// Whether `c` may close what a sentence end stands in.
pub(crate) fn is_closer(c: char) -> bool {
    matches!(c, '”' | '’' | '"' | '\'' | '」' | '』' | ')' | '）' | '》' | '】' | '〕' | ']')
}

/// Whether `c` is layout: white space or an invisible character (controls, zero-width and bidirectional
/// marks, byte order marks, variation selectors).
pub fn is_layout(c: char) -> bool {
    if matches!(c, '\u{4E00}'..='\u{9FFF}') {
        return false;
    }
    c.is_whitespace()
        || matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
        || matches!(c.general_category(), GeneralCategory::Control | GeneralCategory::Format)
}

/// Whether `c` is punctuation or a symbol: neither content nor layout.
pub fn is_punctuation(c: char) -> bool {
    !is_content(c) && !is_layout(c)
}
