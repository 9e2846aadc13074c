"""The charts of a shortlist's workbook, each of the columns of a table that are marked for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

from connectors.registers import Heading

RED, GREEN, BLUE, GREY = "B00020", "1F7A4D", "1D3557", "8FA3B5"
LINES = "D5DCE3"  # behind the bars


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a sheet: its headings, the number of its first row of data, and how many there are."""

    sheet: Worksheet
    headings: Sequence[Heading]
    first: int
    count: int

    def columns(self, mark: str) -> list[int]:
        """The numbers of the columns that are marked so, from 1."""
        return [number for number, heading in enumerate(self.headings, start=1) if heading.mark == mark]

    def named(self, number: int) -> Reference:
        """A column with its header, for the legend."""
        return Reference(self.sheet, min_col=number, min_row=self.first - 1, max_row=self.first + self.count - 1)

    def labels(self, mark: str) -> Reference:
        """What stands beside the bars."""
        [number] = self.columns(mark)
        return Reference(self.sheet, min_col=number, min_row=self.first, max_row=self.first + self.count - 1)


def score_chart(table: Table) -> BarChart:
    """The score of each proposal, the best on top."""
    chart = _bars("Score by proposal (out of 100)", table, "reference", "score", (BLUE,))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    chart.y_axis.numFmt, chart.gapWidth = "0", 40
    chart.width, chart.height = 26, max(7.0, 0.62 * table.count + 2)
    return chart


def group_chart(table: Table, title: str) -> BarChart:
    """Bars side by side for each row: all grey, those taken green."""
    chart = _bars(title, table, "name", "bar", (GREY, GREEN))
    chart.x_axis.tickLblPos = "low"  # beside the plot, where bars go below 0 too
    many = len(table.columns("bar"))
    chart.width, chart.height = 24, max(7.0, 0.5 * many * table.count + 3)
    return chart


def _bars(title: str, table: Table, labels: str, marked: str, colours: Sequence[str]) -> BarChart:
    """Lying bars of the marked columns, in the order of the table."""
    chart, numbers = BarChart(), table.columns(marked)
    chart.type, chart.style, chart.title, chart.gapWidth = "bar", 10, title, 60
    for number, colour in zip(numbers, colours, strict=False):
        chart.add_data(table.named(number), titles_from_data=True)
        chart.series[-1].graphicalProperties.solidFill = colour
    chart.set_categories(table.labels(labels))
    chart.x_axis.scaling.orientation = "maxMin"
    _light(chart)
    if len(numbers) == 1:
        chart.legend = None
    else:
        chart.legend.position = "b"
    return chart


def money_chart(table: Table) -> BarChart:
    """What is requested down to each place, against the envelope."""
    chart, envelope = BarChart(), LineChart()
    chart.title = "Requested down to each place, and the envelope"
    for one, mark in ((chart, "cumulative"), (envelope, "envelope")):
        one.add_data(table.named(table.columns(mark)[0]), titles_from_data=True)
    chart.series[0].graphicalProperties.solidFill = GREY
    envelope.series[0].graphicalProperties.line.solidFill = RED
    envelope.series[0].marker.symbol = "none"
    chart.set_categories(table.labels("reference"))
    _light(chart)
    chart.y_axis.numFmt, chart.gapWidth, chart.legend.position = "#,##0", 40, "b"
    chart.width, chart.height = 26, 11
    chart += envelope
    return chart


def _light(chart: BarChart) -> None:
    """Both axes shown, which openpyxl leaves out, and lines that do not outshine the bars."""
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill=LINES)))
