"""Names for places, streets and people's houses that sound of the east of England and belong to nobody."""

import random
from collections import Counter

# pieces that are rare in real place names, so that the joined words are nobody's village
_FRONT = (
    "Aldren Ansk Arkle Averil Baxen Belder Birsk Brandle Bren Brinkle Calven Carrow Cawder Chesk Cobble "
    "Corven Cressen Dagen Darrow Dorm Drave Dunnel Ebber Elding Ember Escal Evers Fallow Ferrow Flaxen "
    "Fors Garrow Gessing Glaven Gris Hackle Hamber Harrow Hebble Hersing Hollin Icken Immer Isken "
    "Jessing Karr Keddle Kessing Lannow Larrow Leskin Liss Lorr Maddle Marrow Mersing Moss Murrow "
    "Nessen Orv Osken Pannow Pesk Pinnock Quess Rannow Rask Ressing Rivel Rosk Sarrow Scam Sess "
    "Stanning Sturr Tamber Tarrow Tess Thessing Torv Tress Ullen Ursk Vann Vesper Wann Wessing Winnow "
    "Wren Yarrow Yessen"
).split()
_BACK = (
    "by by thorpe thorpe ton ton ham ham ley wick worth ford field holme stead wold toft mere cote den "
    "combe well beck croft"
).split()
LEADING = (
    "Great", "Little", "Upper", "Lower", "Nether", "Long", "Market", "Old", "North", "South", "East",
    "West",
)  # fmt: skip
_AFTER = (
    "St Mary", "St Peter", "Magna", "Parva", "le Marsh", "on the Wold", "Abbots", "Fields", "Bishop",
)  # fmt: skip


def villages(count: int, dice: random.Random) -> list[str]:
    """Different village names, some with a word before or after."""
    plain: set[str] = set()
    used: Counter[str] = Counter()
    names: list[str] = []
    while len(names) < count:
        front = dice.choice(_FRONT)
        word = front + dice.choice(_BACK)
        if word in plain or _awkward(word) or used[front] == 3:
            continue
        plain.add(word)
        used[front] += 1
        roll = dice.random()
        if roll < 0.16:
            names.append(f"{dice.choice(LEADING)} {word}")
        elif roll < 0.24:
            names.append(f"{word} {dice.choice(_AFTER)}")
        else:
            names.append(word)
    return names


def _awkward(word: str) -> bool:
    """The same letter three times, or an ending that stumbles over the beginning."""
    low = word.lower()
    return any(
        bad in low for bad in ("lll", "sss", "kth", "ssth", "rrth", "rrby", "rrl", "wwe", "wwo", "sst", "ssb")
    )


QUARTERS = (
    "Abbey Castle Northgate Southgate Eastgate Westgate Victoria Priory Harbour Riverside Hillside "
    "Parklands Meadows Fairfield Highfield Millgate Kingsway Queensway Moorside Woodlands Bridge "
    "Cathedral Heath Orchard Grange Larkhill Minster Newtown Oldfield Quay Rowan Springfield Sycamore "
    "Tollgate Union Warren Brickfields Foundry Greenacre Holloway"
).split()

_STREET_FRONT = (
    "Abbey Acorn Albert Alder Alma Ash Aspen Baker Balfour Bank Barley Beech Bell Birch Blossom Bramble "
    "Bridge Bright Brook Buttercup Byron Cambridge Canal Carlton Castle Cedar Chapel Cherry Chestnut "
    "Church Clarence Cliff Clover College Coopers Copper Cornfield Cowslip Cricket Cross Crown Curlew "
    "Cypress Dale Derwent Dove Drovers Eastfield Edward Elder Elm Fairview Falcon Farriers Fern Ferry "
    "Field Finch Flax Forge Foundry Fuller Garden George Glebe Gloucester Gordon Granary Grange "
    "Grasmere Green Grove Hall Harebell Harrow Harvest Hawthorn Hazel Heath Heron Hillcrest Holly Holme "
    "Hop Howard Hunters Ivy Jasmine Jubilee Juniper Kestrel Kiln King Kingfisher Knights Lark Lavender "
    "Lilac Lime Linden Linnet Longfield Lovage Lupin Magnolia Mallard Maltings Manor Maple Market Marsh "
    "Martin Mason Mayfield Meadow Mill Miller Milton Minster Moor Mulberry Nelson Nightingale Norfolk "
    "Northfield Oak Oaktree Orchard Osprey Otter Oxford Paddock Palmer Park Pasture Peel Pine Plough "
    "Plover Poplar Priory Primrose Prospect Quarry Queen Rectory Redwood Regent Ridge River Robin Rose "
    "Rosemary Rowan Rush Russell Saddlers Saffron Sandpiper School Shepherds Skylark Smithy Sorrel "
    "South Spring Spruce Stable Stanley Station Stone Swallow Swan Sycamore Tanners Teal Teasel "
    "Tennyson Thatchers Thistle Thorn Trinity Tudor Union Vicarage Victoria View Vine Violet Walnut "
    "Warren Water Waverley Weavers Well Wellington Westfield Wharf Wheat Whitethorn Willow Windmill "
    "Windsor Wood Woodland Wren Yarrow Yew York"
).split()
_STREET_BACK = (
    ("Road", 22), ("Street", 16), ("Avenue", 14), ("Close", 10), ("Lane", 10), ("Drive", 12), ("Way", 8),
    ("Crescent", 5), ("Gardens", 5), ("Grove", 5), ("Walk", 2), ("Rise", 3), ("Terrace", 4), ("Place", 2),
    ("Hill", 1), ("Mews", 1),
)  # fmt: skip


def street(taken: set[str], dice: random.Random, *, short: bool, centre: bool) -> str:
    """A street name not yet used in this town: streets in the middle, closes where it is short."""
    for _ in range(400):
        if short and dice.random() < 0.5:
            back = dice.choice(("Close", "Court", "Mews", "Place", "Terrace"))
        elif centre and dice.random() < 0.6:
            back = dice.choice(("Street", "Street", "Street", "Row", "Gate", "Hill"))
        else:
            back = dice.choices([b for b, _ in _STREET_BACK], [w for _, w in _STREET_BACK])[0]
        name = f"{dice.choice(_STREET_FRONT)} {back}"
        if name not in taken:
            break
    else:
        raise RuntimeError("the town is larger than the list of names")
    taken.add(name)
    return name


PARKS = (
    "Victoria Park", "Jubilee Gardens", "Castle Grounds", "Priory Park", "Coronation Park",
    "Riverside Meadow", "Memorial Park", "Abbey Fields", "Queen's Park", "The Rec", "Manor Park",
    "Mill Green", "Station Gardens", "Northgate Green", "Orchard Park", "Larkhill Common",
    "St Oswin's Green", "Windmill Field", "Cathedral Green", "Brickfields Park", "Quarry Park",
    "Fairfield Common", "Linden Gardens", "Tollgate Green", "Heron Park", "Highfield Park",
    "Westgate Gardens", "Warren Common", "Sycamore Park", "Union Green",
)  # fmt: skip
HOUSES = (
    "Rose Cottage", "The Old Rectory", "Mill House", "Ivy Cottage", "The Forge", "Orchard House",
    "Hill Farm", "Manor Farm", "Church Cottage", "The Old School", "Glebe House", "Yew Tree House",
    "Bridge Cottage", "Home Farm", "The Granary", "Chapel House", "Meadow View", "Wold View",
    "The Barn", "Willow Cottage",
)  # fmt: skip
PUBS = (
    "The Plough", "The Red Lion", "The Wheatsheaf", "The Marlshire Arms", "The Ship", "The Bell",
    "The Three Tuns", "The Black Swan", "The Railway", "The Fox and Hounds", "The Woolpack",
    "The Anchor",
)  # fmt: skip
SHOPS = (
    "Fenwold Bakery", "Marl Valley Pharmacy", "The Corner Shop", "Bright's Hardware",
    "Copper Kettle Cafe", "Harrow and Daughter Butchers", "Pennycress Flowers", "Quill Books",
    "Saltmarsh Fish Bar", "Wold Vets", "Turnpike Cycles", "Larkspur Hair", "Tilley's Newsagents",
    "Ashdown Opticians", "Kestrel Dental Practice",
)  # fmt: skip
