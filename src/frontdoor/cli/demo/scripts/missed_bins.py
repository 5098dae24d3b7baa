"""Missed bins."""

from frontdoor.cli.demo.scripts.script import Scene, Script

_MINE = {"out_by_seven": True, "tag": "none", "assisted": False, "street": "only_mine"}
_STREET = {**_MINE, "street": "whole_street"}

SCRIPT = Script(
    scenes=(
        Scene(
            2.4,
            {**_MINE, "bin": "rubbish"},
            (
                "The black bin was not emptied on {binday}. It was out [the night before|by half six|from 6.30].",
                "You emptied next door and left ours.",
                "Black bin missed. It is [full|overflowing|full to the top] and we are a family of [four|five|six].",
                "The lorry went past at about [eight|ten|half nine] and did not stop at our bin.",
            ),
            ("Black bin missed", "Bin not emptied on {binday}", "Missed us, did both neighbours"),
        ),
        Scene(
            2.6,
            {**_MINE, "bin": "recycling"},
            (
                "Blue bin was not collected on {binday}, and now we wait another fortnight.",
                "Recycling missed [again|this week]. Nothing wrong in it, only [cans and paper|cardboard|bottles].",
                "The recycling lorry did the other side of {street} but not ours.",
            ),
            ("Recycling not collected", "Blue bin missed on {binday}", "recycling missed again"),
        ),
        Scene(
            1.2,
            {**_MINE, "bin": "garden"},
            (
                "Brown bin not taken on {binday}. I pay for this service.",
                "Garden waste was not collected. It is [grass|leaves|hedge cuttings] and it is starting to rot.",
            ),
            ("Garden bin missed", "Brown bin not emptied, paid for in [March|April]"),
        ),
        Scene(
            1.0,
            {**_MINE, "bin": "food"},
            (
                "Food caddy not emptied and there are [flies|maggots] in it.",
                "The caddy was left full on {binday}. [It smells awful.|]",
            ),
            ("Food waste missed", "Green caddy not emptied"),
        ),
        Scene(
            0.4,
            {**_MINE, "bin": "sacks"},
            (
                "We have sacks because there is no room for a bin. They were left on {binday} and [gulls|cats|a fox] got into them.",
            ),
            ("Sacks not collected",),
        ),
        Scene(
            1.5,
            {**_STREET, "bin": "recycling"},
            (
                "The whole of {street} was missed on {binday}.",
                "None of the blue bins on our side have been emptied. [Cars were parked badly|There was a skip in the road|I saw no lorry at all].",
                "No lorry came down {street} at all.",
            ),
            ("Whole street missed", "All of {street} missed on {binday}"),
        ),
        Scene(
            0.9,
            {**_STREET, "bin": "rubbish"},
            ("No black bins emptied on {street} on {binday}.", "Every bin on the close is still full."),
            ("Whole road missed, black bins",),
        ),
        Scene(
            0.9,
            {**_MINE, "assisted": True, "bin": "rubbish"},
            (
                "I am on the list for help with my bins because I cannot walk far. They did not come to the door on {binday}.",
                "My mother is [84|87|91|79] and you are meant to fetch her bin. It was left [again|].",
                "Assisted collection missed. The gate was open.",
            ),
            ("Assisted collection missed", "Crew did not fetch bin from door"),
        ),
        Scene(
            0.5,
            {**_MINE, "tag": "blocked", "bin": "recycling"},
            (
                "The tag says the lorry could not get through. There was [a delivery van|a badly parked car|scaffolding] in the way, not ours.",
            ),
            ("Tag says road blocked, it was not blocked at 9",),
        ),
    ),
    near=("at {address}",),
    openers=(
        "Hi, ",
        "Hello, ",
        "Good morning, ",
        "Please can you come back for our bin. ",
        "Sorry to moan but ",
        "Third time lucky: ",
        "I would like to report a missed bin. ",
        "",
    ),
    effects=(
        "It is full and I have nowhere to put any more.",
        "There is a baby in the house and the nappies smell.",
        "The bin is still at the kerb.",
        "I have left it out.",
        "We go on holiday on [Friday|Saturday|Sunday].",
        "It is full of food after the [weekend|holidays|party].",
        "Next collection is two weeks away.",
        "I work nights and cannot keep checking.",
        "I have put bags next to it.",
    ),
    asks=(
        "When will you come?",
        "Please collect it [soon|this week|before the weekend].",
        "Thank you.",
        "Thanks.",
        "Please let me know.",
        "Do I leave it out?",
        "Cheers",
        "Many thanks.",
    ),
    again=(
        "This is the [second|third] time in [a month|two months|six weeks].",
        "It happened on the last collection as well.",
        "You missed us [last month|at Easter|last time] too.",
    ),
    also=("",),
    looking=(
        "We have told the crew. Please leave the bin out.",
        "Thank you. We are asking the crew what happened and will send a lorry.",
        "Sorry about that. A lorry comes back for it. Please leave the bin where you always put it.",
    ),
    notes=(
        "Crew sheet for {binday}: [nothing recorded|road recorded as done|two properties recorded as not out].",
        "In-cab record shows the lorry in {street} at [08:14|09:52|10:37|07:41|11:20].",
        "Round [R4|B7|R11|G2|B3] was a vehicle short. Whole end of the round to be done [today|tomorrow].",
        "On the assisted list, and the sheet did not show it. Asked for the list to be printed again.",
        "Second miss in the quarter. Supervisor to ride with the crew.",
        "Parked cars at the corner. Narrow-access lorry sent.",
    ),
    planned=(
        "A lorry comes on {day}. Please leave the bin out.",
        "The crew comes back on {day}, between 7am and 5pm.",
    ),
    working=("The lorry is on its way today.",),
    partner=(
        "Road works close {street} to our lorry. We come as soon as it is open, or send a smaller one.",
    ),
    closings=(
        "We came back and emptied it on {day}. Sorry for the trouble.",
        "Your bin was emptied on {day}.",
        "The crew came back for the whole street on {day}.",
        "We have emptied it and spoken to the crew, so that it does not happen again.",
        "Emptied on {day}. We have put your address on the crew's list for the next collections, to be sure.",
        "Done. We are sorry: a lorry had broken down and the round was not finished.",
        "We have taken the sacks away on {day}.",
    ),
    no_action=(
        "When the crew came back on {day} the bin was not out. Please put it out on your next collection day. You may put extra bags beside it.",
        "The bin had been emptied when we came back.",
        "The crew could not take it: there are things in it that do not belong there. The tag says which. Please take them out before the next collection.",
    ),
    questions=(
        (
            "Could you tell us if the bin is still out? The crew did not see it.",
            "Yes it is, behind the [wall|hedge|parked car].",
        ),
        ("Which day should it have been emptied?", "{binday}, as always."),
    ),
    chases=(
        "Nobody came.",
        "Still not emptied!",
        "You said two days. It is still full.",
        "Is the lorry coming or not?",
    ),
    answers=(
        "I am very sorry. I have spoken to the supervisor: a lorry comes on {day}.",
        "The crew was sent but could not get past parked cars. They try again on {day}, before 8am.",
    ),
    sorry=("We are sorry that we did not come back in time. ", "Sorry: this took us longer than it should. "),
)
