"""Anything else that people report or ask."""

from frontdoor.cli.demo.scripts.script import Scene, Script


def _topic(
    weight: float, about: str, details: tuple[str, ...], brief: tuple[str, ...], closings: tuple[str, ...]
) -> Scene:
    """A question that one of the first sentences asks and each of the last ones answers."""
    return Scene(weight, {"about": about, "safe": False}, details, brief, closings=closings)


SCRIPT = Script(
    scenes=(
        Scene(
            2.2,
            {"about": "street", "light": True},
            (
                "The street light {near} [has been out {since}|flickers all night|is on all day|comes on and goes off].",
                "[Two|Three] lamps in a row are out {near} and it is pitch dark.",
                "A car hit the lamp post {near}. It is leaning.",
            ),
            ("Street light out {near}", "Lamp post {near} not working"),
            "light",
            "light",
            (
                "The lamp was replaced on {day}.",
                "Our contractor has mended it. A cable had failed.",
                "The light is working again. The timer was wrong.",
                "It needs a new column. That is ordered, and we have made the old one safe.",
            ),
            notes=(
                "Checked the map: column is ours, not the parish's.",
                "Night patrol on {day}: [confirmed out|working when they passed].",
                "Supply fault. Power company's job number noted.",
                "Lantern and cell ordered, [5|10] days.",
            ),
        ),
        Scene(
            1.3,
            {"about": "street", "light": False},
            (
                "The drain {near} is blocked and the road floods each time it rains.",
                "Water runs across the road {near} and will freeze.",
            ),
            ("Blocked drain {near}", "Gully full {near}, road floods"),
            "drain",
            "highway",
            (
                "The gully was emptied on {day}.",
                "We cleaned the drain and jetted the pipe. Water runs away now.",
                "Tree roots are in the pipe. It is on the list to be dug up in the spring.",
            ),
            notes=(
                "Passed to the area inspector for the next round.",
                "Drove by on {day}. [Not urgent|Needs doing this week|Worse than described].",
                "Land check: [ours|highway verge, ours|private hedge, letter to the owner].",
            ),
        ),
        Scene(
            1.2,
            {"about": "street", "light": False},
            (
                "A branch is hanging over the [pavement|road] {near} and [looks ready to fall|hides the sign|I have to duck].",
                "The hedge {near} has grown over the pavement, so people walk in the road.",
                "Brambles stick out over the footpath {near}.",
            ),
            ("Overgrown hedge {near}", "Branch over the path {near}"),
            "tree",
            "highway",
            (
                "We cut it back on {day}.",
                "The hedge belongs to the house. We have written to the owner, who has 14 days to cut it.",
                "Our tree officer looked at it. It is safe, and we will trim it in the winter.",
            ),
            notes=(
                "Passed to the area inspector for the next round.",
                "Drove by on {day}. [Not urgent|Needs doing this week|Worse than described].",
                "Land check: [ours|highway verge, ours|private hedge, letter to the owner].",
            ),
        ),
        Scene(
            0.9,
            {"about": "street", "light": False},
            (
                "The [speed limit|give way|street name|no entry] sign {near} [has been knocked down|is turned round|cannot be read].",
                "The white lines {near} have worn away and nobody knows who has to stop.",
                "Could we have a [zebra crossing|dropped kerb|20 limit|bench|dog bin|grit bin] {near}?",
            ),
            ("Sign down {near}", "Worn out lines {near}"),
            "sign",
            "highway",
            (
                "The sign was put back on {day}.",
                "New lines are on the list for the dry weather.",
                "Thank you for the idea. We keep all of them and look at them once a year with the councillors. We will tell you.",
            ),
            notes=(
                "Passed to the area inspector for the next round.",
                "Drove by on {day}. [Not urgent|Needs doing this week|Worse than described].",
                "Land check: [ours|highway verge, ours|private hedge, letter to the owner].",
            ),
        ),
        _topic(
            0.7,
            "home",
            (
                "I have moved to {town} and want to tell everybody at the council at once. Is there one place?",
                "How do I change the name on my council tax? I [got married|went back to my old name|changed it by deed poll].",
            ),
            ("Moved house, who do I tell?", "Change of name"),
            (
                "We told the district council, the library and the electoral roll for you. You do not have to ask again.",
                "Council tax is with the district council. We passed your new details on, and they will write within 5 days.",
            ),
        ),
        _topic(
            0.6,
            "home",
            (
                "I live alone since [my husband died|my daughter moved out|the divorce]. Do I pay less council tax?",
                "Is there a lower council tax for one person on a pension?",
            ),
            ("Single person council tax", "Live alone, less council tax?"),
            (
                "If you live alone you pay a quarter less. We filled in the form with you and passed it to the district council.",
                "Yes, you do pay less. The form is on its way, with what we know filled in.",
            ),
        ),
        _topic(
            0.4,
            "home",
            (
                "My bill says I have not paid but the money has left my account.",
                "I got a reminder for a bill that I paid on [the 1st|the 3rd|time].",
            ),
            ("Reminder but I have paid",),
            ("The district council found the payment, and the reminder is cancelled.",),
        ),
        _topic(
            0.8,
            "home",
            (
                "Can I have a [bigger|smaller|second] [bin|recycling bin]?",
                "My bin has [lost its lid|a broken wheel|been stolen|split down the side].",
            ),
            ("New bin please", "Bin lid broken", "Bin stolen"),
            (
                "A new bin is on its way and comes within 10 working days.",
                "We brought another bin on {day} and took the old one away.",
            ),
        ),
        _topic(
            0.6,
            "home",
            (
                "What goes in the blue bin? [Yoghurt pots|Pizza boxes|Crisp packets|Toys|Foil]?",
                "Which day are the bins at [Christmas|Easter|the bank holiday]?",
            ),
            ("Bin calendar?", "What can I recycle"),
            (
                "We sent you the calendar, with the days round the holidays and what goes in which bin.",
                "We sent the leaflet. Clean pots, boxes and foil can go in; crisp packets and toys cannot.",
            ),
        ),
        _topic(
            0.6,
            "care",
            (
                "My [mother|father|aunt|neighbour] is coming out of hospital and cannot manage the stairs. What help is there?",
                "We need a [rail|ramp|bath seat|key safe] at home for my [mum|dad|wife]. Who do I ask?",
            ),
            ("Help at home for my mum", "Rail for the bathroom"),
            (
                "We rang and talked it through. A worker visits on {day}.",
                "A worker will come to measure for it, and brings what is needed at once.",
            ),
        ),
        _topic(
            0.6,
            "care",
            (
                "I look after my [wife|husband|son|mum] and I am worn out. Can somebody tell me what I can ask for?",
                "Is there somewhere my [husband|mother] could go for a day, so that I can rest?",
            ),
            ("Carer needs a break",),
            (
                "The carers' service rang you, and a worker comes to look at what would help. You have a right to that.",
            ),
        ),
        _topic(
            0.7,
            "care",
            (
                "How do I apply for a blue badge for my [dad|mother|daughter|husband]?",
                "My blue badge runs out next month. What do I send?",
            ),
            ("Blue badge, how?", "Blue badge renewal"),
            (
                "We filled in the form together on the phone. An answer comes within 10 working days.",
                "We sent the form, and the list of what to send with it.",
            ),
        ),
        _topic(
            0.5,
            "care",
            ("Is there a lunch club near {town}? My [gran|neighbour|dad] sees nobody all week.",),
            ("Lunch club near {town}?",),
            ("We sent the list of groups near {town}. One of them will ring and can fetch people by car.",),
        ),
        _topic(
            0.6,
            "school",
            (
                "We are moving to {town}. How do we get a school place in the middle of the year?",
                "When does the application for secondary school close?",
            ),
            ("School place mid year", "Secondary school application"),
            ("We sent the form, the dates and the list of schools near {town} that have room.",),
        ),
        _topic(
            0.5,
            "school",
            (
                "My [son|daughter] has been offered no place on the bus although we live [4|5|3.5] miles away.",
                "The school bus left [10|5|15] minutes early [again|three times this week].",
            ),
            ("Bus pass for school", "School bus leaves early"),
            (
                "The bus company has put it right from {day}. Thank you for telling us.",
                "The distance was measured again on foot. There is a place on the bus.",
            ),
        ),
        _topic(
            0.4,
            "school",
            (
                "Is there help with [school uniform|meals in the holidays|nursery fees]?",
                "Do we get free school meals? I have [lost my job|less work].",
            ),
            ("Free school meals?", "Help with uniform"),
            ("Yes, there is help. We checked with you on the phone and the application is in.",),
        ),
        _topic(
            0.5,
            "council",
            (
                "I rang [twice|three times|on Monday] and nobody called me back.",
                "I waited [40 minutes|an hour|half an hour] on the phone and was cut off.",
            ),
            ("Nobody rang me back", "Cut off twice"),
            ("We have rung you and answered it. We are sorry about the call that never came.",),
        ),
        _topic(
            0.4,
            "council",
            (
                "I want to say thank you to the [lady|man|team] who helped me at the [library|desk|recycling centre]. [So kind.|A credit to you.]",
            ),
            ("Thank you to the library", "Praise for the crew"),
            ("We passed your thanks on. It made their day.",),
        ),
        _topic(
            0.5,
            "council",
            ("Which councillor do I write to about {town}?", "When can I see my councillor in person?"),
            ("Who is my councillor",),
            ("We told you who the councillors are and when they can be seen.",),
        ),
        _topic(
            0.5,
            "council",
            (
                "Your website would not take my [form|payment|photo]. It just went round and round.",
                "The letter you sent is in print too small for me to read.",
            ),
            ("Form does not work", "Letter too small to read"),
            (
                "We did it for you on the phone, and told the people who look after the form.",
                "We sent the letter in large print, and noted it for the next ones.",
            ),
        ),
        _topic(
            0.4,
            "other",
            (
                "Do you [hire out|have] a room in {town} for a [wedding|party|meeting] of [30|50|80]?",
                "Can I [have a street party|put up a banner|hold a fun run] on {street}?",
            ),
            ("Room to hire?", "Street party?"),
            ("Yes, you can. The form is on its way and has to be back 6 weeks before.",),
        ),
        _topic(
            0.5,
            "other",
            ("How do I get a copy of a [birth|marriage|death] certificate?",),
            ("Certificate copy please",),
            (
                "We sent the link to order a copy, what it costs, and the phone number if you would rather call.",
            ),
        ),
        _topic(
            0.5,
            "other",
            (
                "My neighbour's [dog barks|cockerel crows|alarm rings] all [day|night]. [I have tried talking to them.|]",
                "There is a bonfire every [evening|Sunday] behind us and we cannot open a window.",
            ),
            ("Noise from next door", "Smoke every evening"),
            (
                "This is for the district council. We passed it on with what you told us, and they will write by {day}.",
            ),
        ),
        _topic(
            0.3,
            "other",
            (
                "I found a [purse|set of keys|bank card|phone] at the [library|bus station|park]. Who takes it?",
            ),
            ("Found some keys",),
            (
                "Thank you for handing it in. Its owner has it back.",
                "We told you where to hand it in. Thank you.",
            ),
        ),
    ),
    near=(
        "outside number {number}",
        "on the corner of {street}",
        "by the [bus stop|post box|school|surgery|church|railway bridge]",
        "opposite the [shop|pub|park gates|village hall]",
        "at the [top|bottom|far end] of {street}",
        "on {street}, near the [bend|junction|bridge]",
    ),
    openers=(
        "Hello, ",
        "Hi. ",
        "Good morning, ",
        "Good afternoon. ",
        "I hope this is the right place. ",
        "Not sure who to ask. ",
        "Dear Sir or Madam, ",
        "Please can you help me. ",
        "A quick question: ",
        "I have tried to ring. ",
        "",
        "",
    ),
    effects=(
        "I have looked on your website and cannot find it.",
        "I am [82|78|69|91] and do not use the internet much, my [son|neighbour|granddaughter] is typing this.",
        "It has been like this {since}.",
        "I do not mind who answers as long as somebody does.",
        "English is not my first language, sorry.",
        "I am new to {town}.",
        "I was told to ask you.",
        "I get different answers each time I ask.",
        "It is making us all anxious.",
        "I would rather have a call, after [four|five|noon].",
    ),
    asks=(
        "Please can somebody [ring|write to|e-mail] me.",
        "Thank you.",
        "Thanks.",
        "Many thanks, and all the best.",
        "What do I do next?",
        "Is there a form?",
        "How long does it take?",
        "Diolch.",
        "Kind regards",
        "Yours faithfully",
        "Please advise.",
    ),
    again=(
        "I asked this [last month|two weeks ago|in the spring] and heard nothing.",
        "I was passed from one to the other.",
        "This is the second time I write.",
    ),
    also=("",),
    looking=(
        "Thank you for writing. We are finding out who can answer this.",
        "We have asked the right team and will write to you.",
        "Somebody is looking into it.",
    ),
    notes=(
        "Rang, no answer. Left no message. Will try after [4|5] pm.",
        "District matter. [Their duty officer|Their contact centre] has it, reference noted.",
        "Asked [registrars|school transport|blue badge team|adult care front desk]: answer by {day}.",
        "Third caller this week with the same question. Web page is unclear, suggested new words.",
        "Needs large print. Noted on the letter.",
        "Spoke for 10 minutes, happy with the answer, only the letter to send.",
        "Copied the answer from last month, checked that it still holds.",
    ),
    planned=("An officer will [ring you|visit|write to you] on {day}.", "The work is planned for {day}."),
    working=("We are working on your answer.", "The team has begun."),
    partner=(
        "We have asked the district council and are waiting for their answer.",
        "The electricity company has to make the supply safe first. We are waiting for their date.",
    ),
    closings=("We have answered your question. If anything is unclear, reply to this message.",),
    no_action=(
        "This was answered before. We have sent you that answer again.",
        "We tried to reach you three times and could not. Please get in touch when it suits you, and we pick it up again.",
    ),
    questions=(
        (
            "Thank you. So that we ask the right people: which [town|village] is it about?",
            "{town}, [near the church|the new estate|the old part].",
        ),
        (
            "Could you tell us when it is good to ring you?",
            "[After 4 on weekdays.|Mornings, except Wednesday.|Any time.]",
        ),
        (
            "Is there a number on the lamp post, or a house number near it?",
            "It is {near}. [I could not see a number.|There is no number.]",
        ),
    ),
    chases=(
        "Did you get my message?",
        "I am still waiting for an answer.",
        "Any news please?",
        "It is getting urgent now.",
        "Nobody has rung.",
    ),
    answers=(
        "I am sorry for the silence. I have your answer by {day}.",
        "Thank you for waiting. The other team promised it for {day}.",
        "Sorry, we rang but could not reach you. I will try again on {day}.",
    ),
    sorry=("We are sorry that this answer took so long. ", "Sorry for the wait. "),
)
