"""Guess from its name and its cells what a column is: id, name, residents, deprivation, date, type and so on."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from mobsim.intake.layers import Layer
from mobsim.intake.traits import Traits, traits_of
from mobsim.intake.words import spelled

_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")


@dataclass(frozen=True)
class Role:
    """What a column may be.

    ``words`` are patterns of its name with how much each speaks for it; ``never`` one that speaks against it; ``suits``
    whether cells can be of this role.
    """

    key: str
    option: str
    meaning: str
    words: tuple[tuple[str, float], ...]
    suits: Callable[[Traits], bool]
    never: str = r"(?!)"
    patterns: tuple[tuple[re.Pattern[str], float], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Compile the patterns."""
        object.__setattr__(self, "patterns", tuple((re.compile(word), weight) for word, weight in self.words))

    def weight_of(self, name: str) -> float:
        """Return how much a name speaks for the role."""
        plain = spelled(name)
        if name.startswith("_"):  # a portal's own numbering of rows
            return min(1.0, max((weight for pattern, weight in self.patterns if pattern.search(plain)), default=0.0))
        if re.search(self.never, plain):
            return 0.0
        return max((weight for pattern, weight in self.patterns if pattern.search(plain)), default=0.0)


def _number(traits: Traits) -> bool:
    return traits.is_number


def _word(traits: Traits) -> bool:
    return traits.filled > 0 and traits.numbers < 0.5


_AREA = (
    "(?:neighbou?rhoods?|hoods?|areas?|wards?|district|quartier|arrondissement|secteur|zone|community|tract|barrio|bezirk|stadtteil"
    "|comuna|colonia|precinct|beat|division|region|villages?|town|municipality|commune|county|borough|parish|suburb|locality"
    "|settlement|ortsteil|gemeinde|kommune|delegacion|wijk|buurt|stadsdeel|stadsdel|bydel|quartiere|municipio|localidad|distrito"
    "|bairro|freguesia|provincia|province|department|departement|prefecture|canton|dzielnica|osiedle|kaupunginosa)"
)
_PEOPLE = (
    "population|popul|pop|pobl|residents|inhabitants|habitants|habitantes|einwohner|bevolkerung|bevoelkerung|poblacion|populacao"
    "|moradores|inwoners|bevolking|popolazione|residenti|abitanti|befolkning|innbyggere|indbyggere|invanare|ludnosc|mieszkancy"
    "|asukkaat|vaesto|obyvatel|obyvatelstvo|lakossag|populatie|nufus"
)
"""Residents, in the languages that offices of Europe and the Americas write, and as names of ten letters shorten them."""
ID = Role(
    "id",
    "--id",
    "what identifies an area",
    (
        (r"^(?:area )?id$", 5.0),
        (rf"^{_AREA} (?:id|no|nr|num|number|code|numb|uid|nbr)$", 4.5),
        (
            r"^(?:dguid|(?:geo|ct|da|csd)(?: ?u?id)?|(?:lsoa|msoa|wd|[a-z]+) \d+ cd)$",
            4.5,
        ),
        (r"^(?:iris|code iris|code insee|insee|ags|rs|gemeindeschluessel|cvegeo|fips|polyid|poly id)$", 4.0),
        (rf"^(?:code|key|uid|no|nr|num|numero|number|short code|{_AREA})$", 3.0),
        (r"^area ?key$", 4.0),
        (r"\b(?:id|code|uid|key)$", 2.0),
        (r"^(?:gid|fid|object ?id|ogc fid|index)$", 1.0),
    ),
    lambda traits: traits.is_unique and traits.broken < 0.1,
    never=r"population|income|^areas?$",
)
NAME = Role(
    "name",
    "--name",
    "what an area is called",
    (
        (r"^(?:name|nom|nombre|label|libelle|bezeichnung)$", 5.0),
        (rf"^{_AREA} (?:name|nm|label|nom)$", 5.0),
        (rf"^(?:nom|name|nombre) (?:du |de |of )?(?:the )?{_AREA}", 5.0),
        (rf"^{_AREA}$", 4.0),
        (r"\b(?:name|nom|nm|label)\b", 3.0),
        (r"^(?:lsoa|msoa|wd|ward) \d+ nm$", 4.5),
        (rf"\b{_AREA}\b", 2.0),
    ),
    _word,
    never=r"street|address|agency|officer|file|user",
)
_CENSUS_TOTAL = r"total age groups"
"""What Statistics Canada's profiles call everybody: `Total - Age groups and average age of the population`."""
POPULATION = Role(
    "population",
    "--population",
    "residents",
    (
        (
            rf"^(?:total )?(?:{_PEOPLE})(?: total| totale)?$",
            5.0,
        ),
        (rf"^(?:total )?(?:{_PEOPLE})\b.*\b(?:19|20)\d\d\b", 4.8),
        (
            rf"^(?:tot|total|totaal|gesamt) (?:{_PEOPLE})|^(?:{_PEOPLE}) (?:tot|total|totale|totaal|gesamt|insgesamt)\b",
            4.8,
        ),
        (r"^b 01003|^ew\b", 4.8),
        (_CENSUS_TOTAL, 4.6),
        (rf"\b(?:{_PEOPLE}|persons|people|personas|pessoas|personen|personer|persone)\b", 3.0),
    ),
    _number,
    never=(
        rf"^(?!{_CENSUS_TOTAL}).*(?:densit|change|chg|growth|percent|%|pct|\bper\b|male|female|aged?\b|youth|senior"
        rf"|labou?r|rate|share|poor|poverty"
        r"|income|\bsq\b|variation|households|under|over|\b\d\d? (?:to|ans)|densi[dt]|hombres|mujeres|homens"
        r"|mulheres|mannlich|weiblich"
        r"|mannen|vrouwen|foreign|auslander|extranj)"
    ),
)
HOUSEHOLDS = Role(
    "households",
    "--households",
    "households",
    ((r"^(?:total )?(?:private )?(?:households|dwellings|menages|logements|haushalte|hogares|homes)\b", 4.0),),
    _number,
    never=r"income|percent|%|pct|rate|share|avg|average|size|value",
)
LOW_INCOME = (
    r"\b(?:low income|lim at|lico|mbm|poverty|pov|poor|pobreza|pobres|pauvrete|faible revenu|faib r\w*|low inc|armut|armoede"
    r"|poverta|fattigdom|bida)\b"
)
INCOME = r"income|inc|revenus?|einkommen|ingresos?|renta|rendimento|inkomen|reddito|inntekt|inkomst|indkomst|dochod"
SHARE = r"(?:%|\b(?:percent|pct|pc|perc|proportion|share|rate|score|index|part|taux|prevalence)\b)"
DEPRIVATION = Role(
    "deprivation",
    "--deprivation",
    "deprivation, or what stands in for it",
    (
        (rf"depriv.*{SHARE}|{SHARE}.*depriv", 5.2),
        (r"deprivation|depriv|defavorisation|benachteiligung", 5.0),
        (
            r"\b(?:imd|cimd|marginali[sz]ation|on marg|svi|adi|nzdep|seifa|irsd|simd|material resources|disadvantage)\b",
            4.8,
        ),
        (rf"{LOW_INCOME}.*{SHARE}|{SHARE}.*{LOW_INCOME}", 4.4),
        (LOW_INCOME, 4.2),
        (
            r"\b(?:median|mean|average|avg|household|hh|family|per capita|medio|media|mediane?|moyen|gemiddeld)\b.*"
            rf"\b(?:{INCOME}|earnings)\b",
            4.0,
        ),
        (rf"\b(?:{INCOME}|pcgdp|gdp)\b", 3.6),
        (
            r"\b(?:unemploy\w*|chomage|chomeurs|jobless|desempleo|parados|paro|desemprego|arbeitslos\w*|werkloos\w*|disoccup\w*"
            r"|arbeidsledig\w*|welfare|social assistance)\b",
            3.2,
        ),
        (r"^(?:hoval|house value|home value|median value)$|\b(?:vacant|rent burden)\b", 1.5),
    ),
    _number,
    never=r"income tax|incident",
)
OFFICERS = Role(
    "officers",
    "--officers",
    "police officers",
    ((r"\b(?:officers|sworn|policiers|police strength|constables)\b", 4.0),),
    _number,
    never=r"assault|injur|complain|per\b",
)
X = Role(
    "x",
    "--crime-x",
    "position from west to east",
    (
        (
            r"^(?:lon|long|lng|longitude|longitud|x|easting|eastings|coord x|x coord|point x|xcoord|x coordinate|long wgs 84"
            r"|lon wgs 84)$",
            5.0,
        ),
        (r"\b(?:lon|lng|long|longitude|longitud|longitudine|langengrad|easting)\b|^x\b|\bx$", 3.0),
    ),
    _number,
)
Y = Role(
    "y",
    "--crime-y",
    "position from south to north",
    (
        (
            r"^(?:lat|latitude|latitud|y|northing|northings|coord y|y coord|point y|ycoord|y coordinate|lat wgs 84)$",
            5.0,
        ),
        (r"\b(?:lat|latitude|latitud|latitudine|breitengrad|northing)\b|^y\b|\by$", 3.0),
    ),
    _number,
)
DATE = Role(
    "date",
    "--crime-date",
    "when it happened",
    (
        (r"^(?:occ\w*|offen[cs]e|event|incident|crime|fecha|tat) ?(?:date|datum|time)?\b.*\bdate", 5.0),
        (r"\bocc\w* (?:date|year)|^date(?: occ\w*| of \w+)?$|^occ\w*date$|\bdatum\b|\bjour\b|^fecha$", 4.8),
        (r"^(?:year|annee|jahr|yr|ano|occ year|occurrence year)$", 4.5),
        (r"\bmonth\b|\bmois\b", 3.0),
        (r"date|\byear\b|\bannee\b", 3.0),
        (r"\brep\w* ?(?:date|year)|reported", 2.5),
    ),
    lambda traits: traits.dates > 0.6 or traits.is_number,
    never=r"update|birth|age\b|closed|end",
)
TYPE = Role(
    "type",
    "--crime-type",
    "the category of a crime",
    (
        (
            r"^(?:mci(?: category)?|crime ?(?:type|category|group)|offen[cs]e(?: ?(?:type|category|group|cat))?|primary ?type)$",
            5.0,
        ),
        (
            r"^(?:category|categorie|type|description|ucr\w*|csi category|infraction|delito?|indicateur|classe|straftat|kind)$",
            4.0,
        ),
        (r"\b(?:category|categorie|categoria|type|tipo|offen[cs]e|infraction|crime|delito|misdrijf|reato)\b", 3.0),
        (r"\bmci\b|description", 2.5),
    ),
    _word,
    never=r"premise|location|address|house|weapon|status|id$|date",
)
COUNT = Role(
    "count",
    "--crime-count",
    "how many crimes a row stands for",
    (
        (
            r"^(?:count|counts|number|n|nb|nombre|incidents|crimes|offen[cs]es|total|anzahl|faits|records|number of \w+|cuenta)$",
            5.0,
        ),
        (r"\b(?:count|number|incidents|offen[cs]es|nombre|faits)\b", 3.0),
    ),
    _number,
    never=r"rate|per\b|year|id$|hood|area|phone",
)
PLACE = Role(
    "place",
    "--crime-area",
    "the area where it happened",
    NAME.words + ID.words,
    lambda traits: traits.filled > 0,
    never=r"street|address|block|intersection|premise",
)
LINK_FROM = Role(
    "from",
    "--edges",
    "one of two neighbours",
    ((r"^(?:a|from|source|src|origin|i|focal|node 1|area 1|left|de)$", 5.0),),
    lambda traits: traits.filled > 0,
)
LINK_TO = Role(
    "to",
    "--edges",
    "the other of two neighbours",
    ((r"^(?:b|to|target|dst|dest|destination|j|neighbou?r|node 2|area 2|right|vers)$", 5.0),),
    lambda traits: traits.filled > 0,
)


def ranked(layer: Layer, role: Role, least: float = 0.5) -> list[tuple[str, float]]:
    """Rank the columns that may be of a role, the likeliest first; of names alike the one of the latest year."""
    found = []
    for place, column in enumerate(layer.columns):
        weight = role.weight_of(column)
        if weight >= least and role.suits(traits_of(layer.sample(column))):
            years = _YEAR.findall(column)
            found.append((weight, int(years[-1]) if years else 0, -place, column))
    return [(column, weight) for weight, _, _, column in sorted(found, reverse=True)]


def best(layer: Layer, role: Role, least: float = 0.5) -> str | None:
    """Return the likeliest column of a role, if there is one."""
    return next((column for column, _ in ranked(layer, role, least)), None)
