/** Parts of names of one language: each as written by its people, and in Latin letters (`name/name`). */
export interface NameParts {
  readonly family: readonly string[];
  readonly given: readonly string[];
  readonly place: readonly string[];
  readonly kind: readonly string[];
  /** Family name first, and whether a space stands between the two. */
  readonly order: 'family given' | 'given family' | 'familygiven';
  /** Whether the place stands before the kind in an institution's name. */
  readonly placeFirst: boolean;
}

const words = (text: string): readonly string[] => text.split(',').map((word) => word.trim());

/** Common names and plain words (lake, hill, garden), so that what is made of them is plausible and nobody’s. */
export const nameParts: Readonly<Record<string, NameParts>> = {
  zh: {
    family: words('王/Wang, 李/Li, 张/Zhang, 刘/Liu, 陈/Chen, 杨/Yang, 赵/Zhao, 周/Zhou'), given: words('伟/Wei, 芳/Fang, 敏/Min, 静/Jing, 丽/Li, 强/Qiang, 磊/Lei, 洋/Yang'),
    place: words('东湖/Donghu, 北山/Beishan, 青河/Qinghe, 明水/Mingshui, 白云/Baiyun, 长林/Changlin'), kind: words('医院/Hospital, 医学中心/Medical Centre, 儿童医院/Children’s Hospital'),
    order: 'familygiven', placeFirst: true,
  },
  ru: {
    family: words('Иванов/Ivanov, Петров/Petrov, Смирнов/Smirnov, Кузнецов/Kuznetsov, Соколов/Sokolov, Попов/Popov, Волков/Volkov'), given: words('Алексей/Aleksei, Андрей/Andrei, Николай/Nikolai, Сергей/Sergei, Дмитрий/Dmitri, Михаил/Mikhail'),
    place: words('Озёрная/Ozyornaya, Речная/Rechnaya, Северная/Severnaya, Лесная/Lesnaya, Горная/Gornaya, Светлая/Svetlaya'), kind: words('больница/Hospital, клиника/Clinic, областная больница/Regional Hospital'),
    order: 'given family', placeFirst: true,
  },
  kk: {
    family: words('Ахметов/Akhmetov, Оспанов/Ospanov, Сейітов/Seiitov, Нұрланов/Nurlanov, Қасымов/Qasymov'), given: words('Айгүл/Aigul, Нұрлан/Nurlan, Ерлан/Erlan, Дана/Dana, Асқар/Asqar'),
    place: words('Көлсай/Kolsai, Ақтау/Aqtau, Таулы/Tauly, Жасыл/Zhasyl'), kind: words('ауруханасы/Hospital, медицина орталығы/Medical Centre'),
    order: 'given family', placeFirst: true,
  },
  uz: {
    family: words('Karimov, Yusupov, Rahimov, Aliyev, Tursunov'), given: words('Aziza, Bobur, Dilnoza, Jasur, Malika, Sherzod'),
    place: words('Yangi, Buloq, Togʻli, Chaman/Chaman'), kind: words('shifoxonasi/Hospital, tibbiyot markazi/Medical Centre'),
    order: 'given family', placeFirst: true,
  },
  mn: {
    family: words('Бат/Bat, Дорж/Dorj, Ганбаатар/Ganbaatar, Сүх/Sukh'), given: words('Болд/Bold, Сарнай/Sarnai, Оюун/Oyuun, Тэмүүлэн/Temuulen'),
    place: words('Хөхнуур/Khokhnuur, Цагаан/Tsagaan, Тал/Tal'), kind: words('эмнэлэг/Hospital, эмнэлгийн төв/Medical Centre'),
    order: 'family given', placeFirst: true,
  },
  ur: {
    family: words('خان/Khan, احمد/Ahmed, ملک/Malik, حسین/Hussain, شیخ/Sheikh'), given: words('عائشہ/Ayesha, علی/Ali, فاطمہ/Fatima, عمر/Umar, زینب/Zainab, بلال/Bilal'),
    place: words('نیلم/Neelam, گلشن/Gulshan, پربت/Parbat, چشمہ/Chashma'), kind: words('ہسپتال/Hospital, طبی مرکز/Medical Centre'),
    order: 'given family', placeFirst: true,
  },
  fa: {
    family: words('احمدی/Ahmadi, رضایی/Rezaei, کریمی/Karimi, مرادی/Moradi'), given: words('مریم/Maryam, رضا/Reza, زهرا/Zahra, حسین/Hossein, نرگس/Narges'),
    place: words('چشمه/Cheshmeh, باغستان/Baghestan, کوهسار/Kuhsar'), kind: words('بیمارستان/Hospital, مرکز درمانی/Medical Centre'),
    order: 'given family', placeFirst: false,
  },
  ar: {
    family: words('حسن/Hassan, إبراهيم/Ibrahim, منصور/Mansour, سليمان/Suleiman, يوسف/Youssef'), given: words('ليلى/Layla, محمود/Mahmoud, سارة/Sara, خالد/Khaled, هدى/Huda'),
    place: words('الواحة/Al Waha, النخيل/Al Nakheel, الينابيع/Al Yanabi'), kind: words('مستشفى/Hospital, مركز طبي/Medical Centre'),
    order: 'given family', placeFirst: false,
  },
  tr: {
    family: words('Yılmaz, Kaya, Demir, Çelik, Şahin'), given: words('Ayşe, Mehmet, Elif, Mustafa, Zeynep'),
    place: words('Göl, Çınar, Yayla'), kind: words('Hastanesi/Hospital, Tıp Merkezi/Medical Centre'),
    order: 'given family', placeFirst: true,
  },
  hi: {
    family: words('शर्मा/Sharma, वर्मा/Verma, गुप्ता/Gupta, सिंह/Singh, मेहता/Mehta'), given: words('अनीता/Anita, राहुल/Rahul, सुनीता/Sunita, विजय/Vijay, प्रिया/Priya'),
    place: words('हिमगिरि/Himgiri, सरोवर/Sarovar, उपवन/Upvan'), kind: words('अस्पताल/Hospital, चिकित्सा केंद्र/Medical Centre'),
    order: 'given family', placeFirst: true,
  },
  ne: {
    family: words('श्रेष्ठ/Shrestha, थापा/Thapa, गुरुङ/Gurung'), given: words('सीता/Sita, हरि/Hari, माया/Maya, विष्णु/Bishnu'),
    place: words('हिमाल/Himal, पोखरी/Pokhari'), kind: words('अस्पताल/Hospital, स्वास्थ्य केन्द्र/Health Centre'),
    order: 'given family', placeFirst: true,
  },
  bn: {
    family: words('রহমান/Rahman, ইসলাম/Islam, হোসেন/Hossain, চৌধুরী/Chowdhury'), given: words('নাসরিন/Nasrin, কামাল/Kamal, রিনা/Rina, তারেক/Tareq'),
    place: words('নদীপাড়/Nadipar, শাপলা/Shapla'), kind: words('হাসপাতাল/Hospital, মেডিকেল সেন্টার/Medical Centre'),
    order: 'given family', placeFirst: true,
  },
  ms: {
    family: words('Abdullah, Rahman, Ismail, Hamid'), given: words('Aminah, Farid, Siti, Zulkifli'),
    place: words('Tasik, Bukit Hijau, Seri'), kind: words('Hospital/Hospital, Pusat Perubatan/Medical Centre'),
    order: 'given family', placeFirst: false,
  },
  th: {
    family: words('สุขใจ/Sukjai, ทองดี/Thongdee, แสงจันทร์/Saengchan'), given: words('สมชาย/Somchai, มาลี/Malee, อารี/Aree, กานดา/Kanda'),
    place: words('บึงบัว/Bueng Bua, ดอยงาม/Doi Ngam'), kind: words('โรงพยาบาล/Hospital, ศูนย์การแพทย์/Medical Centre'),
    order: 'given family', placeFirst: false,
  },
};
