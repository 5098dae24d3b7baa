"""Names for invented people, in the mix that a UK county has.

Groups and weights follow the Census 2021 of England and Wales roughly (ethnic group and country of birth); the
names themselves are common ones, put together by chance. Anybody with such a name is not meant.
"""

GROUPS: tuple[tuple[float, str, str], ...] = (
    (
        64.0,
        "Oliver Jack Harry George Charlie Thomas James William Daniel Joseph Samuel Adam Luke Ryan Lewis Stephen Paul"
        " Mark Andrew David Peter Brian Keith Derek Raymond Graham Trevor Roy Kenneth Colin Alan Neil Ian Martin Simon"
        " Olivia Amelia Emily Jessica Sophie Grace Lucy Charlotte Chloe Megan Hannah Rebecca Laura Sarah Emma Claire"
        " Nicola Karen Susan Linda Christine Margaret Patricia Jean Barbara Doreen Maureen Sheila Joan Dorothy Eileen"
        " Zoë Chloë Beth Molly Freya Poppy Ruby Holly Kirsty Heather Gemma Stacey Debbie Tracey Lesley Gillian Frances",
        "Smith Taylor Brown Wilson Johnson Walker Wright Robinson Thompson White Hughes Green Hall Wood Harris Martin"
        " Jackson Clarke Clark Turner Hill Cooper Ward Moore Morris Baker Harrison King Lee Allen Mitchell Carter Bell"
        " Bailey Parker Shaw Marshall Webb Rogers Hunt Mills Palmer Barker Holmes Lowe Rowe Fletcher Spencer Booth"
        " Pearson Dixon Fisher Hargreaves Ashworth Braithwaite Thwaite Postlethwaite Sykes Birtwistle Brontë Sidebottom"
        " Armitage Dyson Garside Haigh Lumb Metcalfe Ogden Ramsbottom Sutcliffe Tordoff Uttley Wadsworth Fawcett"
        " Smith-Jones Ward-Hunt O'Hara St.John de-la-Mare",
    ),
    (
        6.0,
        "Siân Siôn Rhys Rhian Angharad Llŷr Glyndŵr Dafydd Carys Nia Cerys Gwen Owain Emyr Eleri Bethan Huw Iwan Ffion"
        " Lowri Meirion Gethin Catrin Myfanwy Tomos Geraint Menna Aled Delyth Hywel",
        "Jones Davies Evans Williams Roberts Lewis Griffiths Llewellyn Morgan Price Pritchard Vaughan Bowen Parry Rees"
        " Gruffydd Prosser Ap-Rhys Maelgwyn Tŷ-Mawr",
    ),
    (
        4.0,
        "Aoife Ciarán Niamh Seán Siobhán Pádraig Róisín Caoimhe Eoin Fionnuala Declan Orla Callum Eilidh Hamish Mhairi"
        " Fergus Isla",
        "Murphy O'Brien O'Connor Kelly Byrne Ó-Súilleabháin Doyle Gallagher MacDonald McKenzie Campbell Stewart"
        " Ní-Dhomhnaill Fraser Sinclair",
    ),
    (
        6.0,
        "Łukasz Agnieszka Michał Małgorzata Paweł Katarzyna Tomasz Zofia Krzysztof Ewa Stanisław Joanna Wojciech Beata"
        " Andrei Ioana Mihai Elena Radu Ștefan Daria Jonas Rūta Mantas Eglė Andris Inga",
        "Nowak Kowalczyk Wójcik Kamińska Dąbrowski Wiśniewska Zieliński Szymańska Woźniak Kaczmarek Łuczak Piątek"
        " Popescu Ionescu Dumitru Rădulescu Kazlauskas Petrauskas Bērziņš Ozoliņš",
    ),
    (
        9.0,
        "Mohammed Aisha Ahmed Fatima Imran Zainab Bilal Maryam Usman Sana Priya Raj Anjali Vikram Deepa Arjun Meera"
        " Harpreet Gurdeep Simran Jaswinder Manjit Farhana Shahid Nasreen Abdul Rukhsana Tariq Sunita Kiran Nisha",
        "Khan Ahmed Hussain Ali Begum Akhtar Iqbal Malik Mahmood Rahman Chowdhury Miah Patel Shah Desai Joshi Mehta"
        " Sharma Gupta Nair Pillai Singh Kaur Gill Dhillon Sandhu Bains Perera",
    ),
    (
        4.0,
        "Chidi Ngozi Oluwaseun Adaeze Kwame Abena Kofi Ama Tendai Chipo Zanele Sipho Amina Ibrahim Fatoumata Sékou"
        " Amara Emeka Temitope Blessing Winston Marcia Delroy Yvonne Leroy Beverley Tesfaye Selam Abdi Hodan",
        "Okonkwo Adeyemi Ọlátúnjí Eze Balogun Mensah Owusu Boateng Asante Moyo Ncube Dube Diallo Touré N'Diaye Bangura"
        " Campbell Grant Francis Joseph Reid Tekle Haile Warsame",
    ),
    (
        2.0,
        "Wei Mei-Ling Xiaoming Jing Ka-Yan Wing-Sze Chun-Ho Siu-Fung Li-Na Hao Yuki Kenji Min-jun Soo-ah Linh Đức",
        "Zhang Wang Chen Li Wong Chan Cheung Leung Ng Lam Xu Huang Liu Nguyễn Trần Kim Park Tanaka",
    ),
    (
        3.0,
        "Yusuf Ayşe Mehmet Emre Layla Omar Hala Karim Noor Samir Reza Shirin João Inês José María Lucía André Giulia"
        " Matteo Noémie François Björn Anneliese Jürgen",
        "Yılmaz Şahin Demir Haddad Nasser al-Masri Hosseini Ahmadi da-Silva Gonçalves Fernández García Rossi Bianchi"
        " Lefèvre Müller Lindström van-Dijk",
    ),
)
