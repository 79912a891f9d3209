//! Which encoding is found, and what it decodes to.

use proptest::prelude::*;

use super::*;

const SIMPLIFIED: [&str; 8] = [
    "同志们:今天召开这次会议,主要任务是总结上半年的工作。",
    "一是要进一步统一思想,提高认识;二是要加强领导,落实责任。\n",
    "农村信用工程是一项系统工程,涉及面广,政策性强。",
    "各乡镇、各部门要密切配合,形成合力,确保完成全年目标任务。\r\n",
    "下面,我就如何做好这项工作讲三点意见。",
    "希望大家在新的一年里再接再厉,取得更大的成绩!",
    "2013年全区共发放贷款12.5亿元,同比增长18%。",
    "“四个一”活动深入开展——成效明显。",
];

const TRADITIONAL: [&str; 8] = [
    "各位同仁:今天召開這次會議,主要任務是總結上半年的工作。",
    "一是要進一步統一思想,提高認識;二是要加強領導,落實責任。\n",
    "農村信用工程是一項系統工程,涉及面廣,政策性強。",
    "各鄉鎮、各部門要密切配合,形成合力,確保完成全年目標任務。\r\n",
    "下面,我就如何做好這項工作講三點意見。",
    "希望大家在新的一年裡再接再厲,取得更大的成績!",
    "2013年全區共發放貸款12.5億元,同比增長18%。",
    "「四個一」活動深入開展,成效明顯。",
];

fn speech(of: [&'static str; 8]) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(of.to_vec()), 8..30)
        .prop_map(|sentences| sentences.concat())
        .prop_filter("long enough", |text| text.chars().count() >= 100)
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn check(bytes: Vec<u8>, text: &str, encoding: &str) {
    let decoded = decode(bytes).expect("not binary");
    assert_eq!(decoded, Decoded { text: text.to_owned(), encoding: decoded.encoding, replaced: 0 });
    assert_eq!(decoded.encoding, encoding);
}

proptest! {
    #[test]
    fn gb18030_and_utf_8_round_trip(text in speech(SIMPLIFIED)) {
        check(GB18030.encode(&text).0.into_owned(), &text, "gb18030");
        check(text.clone().into_bytes(), &text, "UTF-8");
    }

    #[test]
    fn big5_round_trips(text in speech(TRADITIONAL)) {
        check(BIG5.encode(&text).0.into_owned(), &text, "Big5");
    }

    #[test]
    fn utf_16_round_trips(text in prop_oneof![speech(SIMPLIFIED), speech(TRADITIONAL)], bom: bool) {
        let text = if bom { format!("\u{feff}{text}") } else { text };
        check(utf16(&text, u16::to_le_bytes), &text, "UTF-16LE");
        check(utf16(&text, u16::to_be_bytes), &text, "UTF-16BE");
    }

    #[test]
    fn any_bytes_decode_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let length = bytes.len();
        if let Some(decoded) = decode(bytes) {
            prop_assert!(decoded.text.len() <= 3 * length);
        }
    }

    #[test]
    fn a_cut_off_text_keeps_its_encoding(text in speech(SIMPLIFIED), cut in 1usize..3) {
        let bytes = text.as_bytes();
        let decoded = decode(bytes[..bytes.len() - cut].to_vec()).expect("not binary");
        prop_assert_eq!(decoded.encoding, "UTF-8");
        prop_assert!(decoded.replaced <= 1);
    }
}

#[test]
fn short_texts() {
    check(b"hello".to_vec(), "hello", "UTF-8");
    check(b"\xEF\xBB\xBF\xE7\x94\xB2".to_vec(), "\u{feff}甲", "UTF-8");
    check(utf16("abc\n", u16::to_le_bytes), "abc\n", "UTF-16LE");
    check(utf16("abc\n", u16::to_be_bytes), "abc\n", "UTF-16BE");
    let sentence = SIMPLIFIED[0];
    check(GB18030.encode(sentence).0.into_owned(), sentence, "gb18030");
}

#[test]
fn utf_8_with_stray_bytes_is_utf_8() {
    let text = SIMPLIFIED.concat();
    let at = text.find('\n').expect("a line end");
    let mut bytes = text.into_bytes();
    bytes.insert(at, 0xFF);
    bytes.insert(0, 0x80);
    let decoded = decode(bytes).expect("not binary");
    assert_eq!((decoded.encoding, decoded.replaced), ("UTF-8", 2));
}

#[test]
fn a_stray_byte_in_gb18030_is_counted() {
    let mut bytes = GB18030.encode(&SIMPLIFIED.concat()).0.into_owned();
    bytes.push(0xFF);
    let decoded = decode(bytes).expect("not binary");
    assert_eq!((decoded.encoding, decoded.replaced), ("gb18030", 1));
    assert!(decoded.text.ends_with('\u{fffd}'));
}

#[test]
fn utf_16_of_odd_length_has_one_replacement() {
    let mut bytes = utf16(&SIMPLIFIED.concat(), u16::to_le_bytes);
    bytes.pop();
    let decoded = decode(bytes).expect("not binary");
    assert_eq!((decoded.encoding, decoded.replaced), ("UTF-16LE", 1));
}

#[test]
fn binary_is_not_text() {
    let noise: Vec<u8> =
        (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_eq!(decode(noise), None);
    assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\0".to_vec()), None);
    assert_eq!(decode(b"text and then\0NUL".to_vec()), None);
    assert_eq!(decode(b"\x01\x02\x03\x04abc".to_vec()), None);
    assert_eq!(decode(vec![0; 100]), None);
    assert_eq!(decode(b"page one\x0cpage two".to_vec()).map(|d| d.encoding), Some("UTF-8"));
}

#[test]
fn latin_text_with_form_feeds_is_not_utf_16() {
    assert_ne!(
        detect(b"na\xEFve caf\xE9 \x0c and more letters").map(Encoding::name),
        Some("UTF-16LE")
    );
}
