//! Which characters are common in a language.

use std::sync::LazyLock;

/// Frequent characters of both scripts: counted in news, with those of letters and old books added.
const COMMON: &str = concat!(
    "国的中新发人会在全大和一年展日动业地作进行联平同化文央方主以加出建民部要为家成高合实等工强力近总开播",
    "共重多了天持产生习月上对推政关体时长区闻个消今视设军代务网美有表党查原现机经来能面息增议看是员量不提",
    "通系领理前十将我好保统定各目斯续称示到制深运际委市海入次期公万两法交俄第战度学治水利内安用场电更记济",
    "快基道席向与色坚举事创分正心外北自数式科于过造资下特社调指西施导书活乌质南点技程路本项击当明局布间流",
    "组克亿比列域性台立报应农三元企首计规升带界步题达已品世巴届协二支四源信防打就改门最五服亚义护这超相广",
    "节物从精江东据华团育任标球问金京至空村院稳者放决得装引线互集城州气级及后伊供态完尔队取结航研并小里商",
    "位构口们车拉受火起山略风革意见众情收春断落教境求贸策之游管效神传优解织办备投费论势兰其致型常积参群罗",
    "接李确着可复沙思命愿术河约准旅武智种想专名志兴省模促也马果划极突干周显速维朗预历还客融他边环案此双核",
    "欧族责障无铁史贯话件影袭讲转验医访府回处把别非营批德条继灾港易做反友乡类谈讯使都署形福础所宣老卫纪启",
    "越子响格走监绿权彻坦助先降媒告林措变征善奋青范阿单号需士围未哈破整热手季紧切王景宁由站健连幕严百迎感",
    "观扩识功古聚乐层救字居米尼苏控始洲器庆粮让斗清土认挥献值赛争益真峰班普容县希根选食再险八夫弹雪说抗率",
    "伟念试去货晚具况然澳攻采章价午获难盟察湖望检审段富包龙光密被花死负千停园均输英急勒祝飞雨究职往亡充考",
    "黎截丰博康修副评司头排链田陆伴塞额践培红如抓烈该置测少税温份底库油欢贺因馆召身演船跨综满声卡给警伙贡",
    "则远移援例官座而图射低张累冲守执户轮草言岸良牢半承校夏直足兵细黄待假注财韩坛努终扎遇架养驻振遗冬送遭",
    "才疆依补频较固证吉六载必配塔律扬样知倡减药端疗岛序印象占房石银星托纳算担临购伤绕故惠退仪每阶赵探签何",
    "荣售络亲涉拓刻冰汽享激片候针太余亩延波住病镇瓦键湾版洋盖威奥随洪汇麦销离沿繁室川恢藏督奇丽储听祥害津",
    "國發會進業動爲區開機個產強設現實軍黨對時總習體長來經關員協領烏萬將務續創當學過堅運與議兩導調車這農帶",
    "責羅稱災記計戰點聯統資億電從濟題臺數備規東應擊無組線場際遊義書據蘭裏編穩內轉間衆門節專護約輯確決態氣",
    "質級舉爾裝羣報達勢標項華劃參斷預準險幹還隊論顯構結亞們況積條問織維種縣監復見廣處營傳鏈團環衛優並術網",
    "屆興辦風鐵醫飛彈貫寧蘇範溫緊類馬歷別鄉繼徹貨響圍峯陝測願麥極觀識說糧頭變認邊鑑蓋驗慶補龍奧偉舊讓雙減",
    "講庫嚴熱輸連輪難圖樣藥貿橋銀張獻視貧擴陽號紅談釋衝話層費鎮療較採擔訪園額負踐樹脫幫該隨揮肅賽駛啓礎襲",
    "銷漢豐聞職島單親權貢臨聲奮滿揚傷選稅獲審畝邁綠攜載莊換紹陣階執頻損燈則評駕遺歐黃鞏終榮紀試鬥戶訓韓貼",
    "滅贊駐樂檢毀傑圓濃幣遠績撐歡絡細溝給繞廠競適嶺聽賞館懷狀畫頓乎矣焉哉曰於乃若為且吾君臣侯卿卒彼莫亦皆",
    "既汝父母兄弟妻女儿兒孙孫诗詩礼禮仁孝忠云雲秋木鸟鳥鱼魚虎牛羊鸡雞犬窗灯酒茶饭飯衣坐答笑哭爱愛恨喜怒哀",
    "忘语語词詞笔筆墨纸紙读讀写寫师師朋你她它那哪谁誰什么麼怎几幾只隻些短早後左右裡旁蓝藍白黑紫旧坏壞丑轻",
    "輕慢冷暖凉涼昨朝夕夜晨岁歲钟鐘秒眼耳鼻舌脸臉髮香味梦夢醉醒睡归歸拿借买買卖賣换找寻尋失没沒很又却卻但",
    "或虽雖曾肯敢令叫请請谢謝跟静靜觉覺鬼吏爭敌敵池胜勝败敗存盛衰录錄编刊页頁卷册冊篇跋释勘抄佛僧寺庙廟碑",
    "铭銘朕帝皇宫宮殿妃诏詔奏疏谕諭灣両渡舟桥雁鸿鴻柳松竹梅菊桃杏梨枝叶葉屋楼樓厅廳堂井泉瀑雾霧霜露虹寒暑",
);

/// Frequent syllables of Korean.
const SYLLABLES: &str = concat!(
    "이다는에을의가를고하지로은기사한시자도일어리나스대인서수정있그아보부라상해전구원만주제장여으들게과니면조비소공동유오성연",
    "국세신경모적우미문안방것계화선관생실중위발무용회내년학분말체물교직또마진개러트바운했행산업식때였며노력속금레드습까야와던",
    "없았못람남명심음두입간당후북민강점단반역합각류결될된되같본근호집달초매쪽날술권임청래손님새길밤봄겨울름작크떠났왔렸졌섰갔",
    "려데르타터파프포할함항현형통치코카키토피천철준져요양외월율잘저재종차참책처출최추커판편평표품플필례료린립버번법벌별복불살",
    "색설송순승알약언엄열영예온완왕욕욱워육응",
);

/// A language, as far as its characters tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Chinese,
    Japanese,
    Korean,
}

impl Language {
    /// Whether a character is met all the time in a text of the language.
    pub(super) fn is_common(self, c: char) -> bool {
        let is_listed = match self {
            Language::Chinese => IDEOGRAPHS.has(c),
            Language::Japanese => IDEOGRAPHS.has(c) || is_kana(c),
            Language::Korean => KOREAN.has(c),
        };
        is_listed || is_punctuation(c)
    }

    /// Whether a character may stand in such a text.
    pub(super) fn has(self, c: char) -> bool {
        let of = if self == Language::Korean { KOREAN.first } else { IDEOGRAPHS.first };
        Set::slot(of, c).is_some()
    }
}

/// Some characters of a block.
pub(super) struct Set {
    first: u32,
    is_in: Vec<bool>,
}

/// As many characters as the larger of the blocks has.
const BLOCK: usize = 0x5200;

pub(super) static IDEOGRAPHS: LazyLock<Set> = LazyLock::new(|| Set::of('\u{4E00}', COMMON));
static KOREAN: LazyLock<Set> = LazyLock::new(|| Set::of('\u{AC00}', SYLLABLES));

impl Set {
    fn of(first: char, characters: &str) -> Set {
        let first = u32::from(first);
        let mut is_in = vec![false; BLOCK];
        for slot in characters.chars().filter_map(|c| Set::slot(first, c)) {
            is_in[slot] = true;
        }
        Set { first, is_in }
    }

    fn slot(first: u32, c: char) -> Option<usize> {
        u32::from(c).checked_sub(first).map(|slot| slot as usize).filter(|slot| *slot < BLOCK)
    }

    fn has(&self, c: char) -> bool {
        Set::slot(self.first, c).is_some_and(|slot| self.is_in[slot])
    }
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30F6}' | 'ー' | '々')
}

/// Punctuation of the east.
fn is_punctuation(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '（'
            | '）'
            | '《'
            | '》'
    ) || matches!(
        c,
        '「' | '」' | '『' | '』' | '〈' | '〉' | '【' | '】' | '—' | '…' | '·' | '\u{3000}' | '〇' | '﹏'
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn no_table_lists_a_character_twice_or_one_of_another_block() {
        for (table, set) in [(COMMON, &*IDEOGRAPHS), (SYLLABLES, &*KOREAN)] {
            let mut seen: Vec<char> = table.chars().collect();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), table.chars().count());
            assert!(seen.iter().all(|c| Set::slot(set.first, *c).is_some() && set.has(*c)));
            assert!(!set.has('\u{9FFE}') && seen.last().unwrap() > seen.first().unwrap());
        }
    }
}
