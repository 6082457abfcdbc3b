namespace GanFlowTheory.Core.Tests

open System
open System.Globalization
open System.IO
open System.IO.Compression
open System.Text
open FsCheck.FSharp
open GanFlowTheory.Core
open Xunit

module CsvTests =

    let private bytesOf (text: string) = Encoding.UTF8.GetBytes text

    let private parse (text: string) =
        Points.readFrom "old.csv" (new MemoryStream(bytesOf text))

    let private parseAs header columns (text: string) =
        let options =
            { ReadOptions.standard with
                Header = header
                Columns = columns |> Option.map Columns.numbered |> Option.defaultValue Columns.all
            }

        Points.readFromWith options "old.csv" (new MemoryStream(bytesOf text))

    let private table (text: string) =
        Csv.read ReadOptions.standard "old.csv" (new StringReader(text))

    let private assertRows (expected: float[][]) (points: Points) =
        Assert.Equal(expected.Length, points.Count)
        Assert.Equal(expected[0].Length, points.Dimension)
        Assert.Equal<int64[][]>(Array.map Testing.bits expected, Array.map Testing.bits (Points.toRows points))

    [<Fact>]
    let ``a file written as CSV reads back to the same bits`` () =
        Testing.inFolder (fun folder ->
            let path = Path.Combine(folder, "points.csv")

            Testing.check 200 Rows.arbitrary (fun rows ->
                Points.writeCsv None path (Points.ofRows rows)
                use stream = new MemoryStream()
                Points.writeCsvTo None stream (Points.ofRows rows)
                Assert.Equal<byte[]>(File.ReadAllBytes path, stream.ToArray())
                assertRows rows (Points.read path)))

    /// Ways to write the same numbers.
    type Style =
        {
            Separator: string
            NewLine: string
            Mark: bool
            Header: bool
            Quoted: bool
            Interrupted: bool
            Ended: bool
        }

    let private style =
        gen {
            let! separator = Gen.elements [ ","; ", "; " , "; ";"; "\t"; " "; "  \t " ]
            let! newLine = Gen.elements [ "\n"; "\r\n"; "\r" ]
            let! flags = Gen.arrayOfLength 5 (Gen.elements [ false; true ])

            return
                {
                    Separator = separator
                    NewLine = newLine
                    Mark = flags[0]
                    Header = flags[1]
                    Quoted = flags[2]
                    Interrupted = flags[3]
                    Ended = flags[4]
                }
        }

    let private render (style: Style) (rows: float[][]) =
        let number (v: float) =
            let text = v.ToString("R", CultureInfo.InvariantCulture)
            if style.Quoted then $"\"{text}\"" else text

        let line (texts: string[]) = String.Join(style.Separator, texts)

        let lines =
            [
                if style.Interrupted then
                    "# a comment, with commas"
                    ""
                if style.Header then
                    line (Array.init rows[0].Length (fun k -> $"x{k}"))
                for row in rows do
                    line (Array.map number row)

                    if style.Interrupted then
                        "   "
                        "  # 1,2,3,4,5,6"
            ]

        (if style.Mark then "\uFEFF" else "")
        + String.Join(style.NewLine, lines)
        + (if style.Ended then style.NewLine else "")

    [<Fact>]
    let ``separators, line ends, byte order marks, headers, quotes, comments and blank lines do not change the numbers``
        ()
        =
        let cases = Arb.fromGen (Gen.zip style Rows.arbitrary.Generator)

        Testing.check 400 cases (fun (style, rows) ->
            let text = render style rows
            assertRows rows (parse text)
            // In single bytes from a stream that cannot seek, too.
            assertRows rows (Points.readFrom "pipe" (new Dribble(bytesOf text))))

    [<Fact>]
    let ``header names survive commas, blanks, quotes, number signs and non-ASCII letters`` () =
        let names =
            [| "waiting time"; "a,b"; "c;d\te"; "say \"x\""; "#hash"; "größe"; " padded " |]

        let stream = new MemoryStream()
        let data = Array.init names.Length float
        Csv.write (Some names) 1 names.Length data stream
        let text = Encoding.UTF8.GetString(stream.ToArray())
        let read = table text
        Assert.Equal<string[] option>(Some names, read.Names)
        Assert.Equal<float[]>(data, read.Data)

    [<Fact>]
    let ``a single column whose name holds a blank stays one column`` () =
        let stream = new MemoryStream()
        Csv.write (Some [| "waiting time" |]) 2 1 [| 1.0; 2.0 |] stream
        let read = table (Encoding.UTF8.GetString(stream.ToArray()))
        Assert.Equal(1, read.Dimension)
        Assert.Equal<string[] option>(Some [| "waiting time" |], read.Names)

    [<Fact>]
    let ``the bytes written are plain`` () =
        let stream = new MemoryStream()
        Csv.write (Some [| "x"; "y_1" |]) 2 2 [| 1.0; 0.1; -0.0; 1e-300 |] stream
        Assert.Equal("x,y_1\n1,-0\n0.1,1E-300\n", Encoding.UTF8.GetString(stream.ToArray()))

    [<Theory>]
    [<InlineData("1,2\n3,4", 2)>]
    [<InlineData("x,y\n1,2\n3,4", 2)>]
    [<InlineData("\"x 1.5,y\"\n1\n2", 2)>]
    [<InlineData("(x),\"$ y\"\n1,2\n3,4", 2)>]
    [<InlineData("+1e3 -2.5E-7 .5", 1)>]
    let ``a first line of names is a header, and no other`` (text: string, rows: int) =
        Assert.Equal(rows, (parse text).Count)

    // A first row that lost its point in silence: a missing value, an exponent of Fortran, thousands, a comment behind the
    // row, per cent, a unit, a minus sign that is none, hexadecimal, brackets, digits grouped as in code, half an exponent.
    [<Theory>]
    [<InlineData("NA,2")>]
    [<InlineData("null,2")>]
    [<InlineData("?,2")>]
    [<InlineData("1.0D+00,2")>]
    [<InlineData("\"1,234.5\",2")>]
    [<InlineData("50%,2")>]
    [<InlineData("1.5 kg,2")>]
    [<InlineData("\u22121.5,2")>]
    [<InlineData("0x10,2")>]
    [<InlineData("(1),2")>]
    [<InlineData("1_000,2")>]
    [<InlineData("1.5e,2")>]
    [<InlineData("x,2")>]
    [<InlineData("1st,y")>]
    [<InlineData("true,false")>]
    [<InlineData("NA,NA")>]
    [<InlineData("-,2")>]
    let ``a first row with a field that is neither number nor name is refused, and read where it is said to be a header``
        (row: string)
        =
        let text = row + "\n3,4\n5,6\n"
        let error = Assert.Throws<DataFormatException>(fun () -> parse text |> ignore)
        Assert.StartsWith("old.csv: line 1, column ", error.Message)
        assertRows [| [| 3.0; 4.0 |]; [| 5.0; 6.0 |] |] (parseAs (Some true) None text)

    [<Theory>]
    [<InlineData("NA,2",
                 "'NA' is not a number; rows with missing values can be left out (ReadOptions.Missing); if the row is a header")>]
    [<InlineData("1,?",
                 "'?' is not a number; rows with missing values can be left out (ReadOptions.Missing); if the row is a header")>]
    [<InlineData("a,2",
                 "'a' is not a number; if the column is text, choose the others (ReadOptions.Columns); if the row is a header")>]
    [<InlineData("1.5e,2",
                 "'1.5e' is not a number; if the column is text, choose the others (ReadOptions.Columns); if the row is a header")>]
    let ``what may be meant by a first row that is refused is told with its options`` (row: string) (expected: string) =
        let error =
            Assert.Throws<DataFormatException>(fun () -> parse (row + "\n3,4\n") |> ignore)

        Assert.Contains(expected + ", that must be said (ReadOptions.Header).", error.Message)

    [<Fact>]
    let ``columns that are named as a Parquet file begins are text`` () =
        use stream = new MemoryStream("PAR1,PAR2\n1,2\n"B)
        assertRows [| [| 1.0; 2.0 |] |] (Points.readFrom "a" stream)

    [<Fact>]
    let ``a comment behind a first row of numbers is no header`` () =
        Assert.Contains(
            "line 1, column 3: '3 # first' is not a number",
            Assert.Throws<DataFormatException>(fun () -> parse "1,2,3 # first\n4,5,6\n" |> ignore).Message
        )

    // As pandas and R write a table: an index without a name before the columns.
    [<Theory>]
    [<InlineData(",x,y\n0,1.5,2.5\n1,3.5,4.5\n")>]
    [<InlineData("\"\",\"x\",\"y\"\n\"1\",1.5,2.5\n\"2\",3.5,4.5\n")>]
    [<InlineData(",0,1\na,1.5,2.5\nb,3.5,4.5\n")>]
    let ``an index without a name is refused by its column, and left out where the others are chosen`` (text: string) =
        let error = Assert.Throws<DataFormatException>(fun () -> parse text |> ignore)

        Assert.Equal(
            "old.csv: line 1, column 1: the field is empty, as the name of an index is: choose the other columns (ReadOptions.Columns 2-3), and say whether the row is a header (ReadOptions.Header).",
            error.Message
        )

        assertRows [| [| 1.5; 2.5 |]; [| 3.5; 4.5 |] |] (parseAs (Some true) (Some [| 2; 3 |]) text)

    [<Fact>]
    let ``labels that are numbers are a point, unless the row is said to be a header`` () =
        Assert.Equal(3, (parse "0,1\n1.5,2.5\n3.5,4.5\n").Count)
        Assert.Equal(2, (parseAs (Some true) None "0,1\n1.5,2.5\n3.5,4.5\n").Count)

        let error =
            Assert.Throws<DataFormatException>(fun () -> parseAs (Some false) None "x,y\n1,2\n" |> ignore)

        Assert.Equal(
            "old.csv: line 1, column 1: 'x' is not a number; if the column is text, choose the others (ReadOptions.Columns).",
            error.Message
        )

    [<Theory>]
    [<InlineData("1,5;2,5\n3,5;4,5\n", "line 1, column 1: '1,5' is not a number: decimals must have a point")>]
    [<InlineData("x;y\n1,5;2,5\n",
                 "line 2, column 1: '1,5' is not a number: decimals must have a point, or be said to have a comma (ReadOptions.DecimalComma).")>]
    [<InlineData("x\ty\n1,5\t2,5\n",
                 "line 2, column 1: '1,5' is not a number: decimals must have a point, or be said to have a comma (ReadOptions.DecimalComma).")>]
    [<InlineData("1,5 2,5\n3,5 4,5\n", "line 1, column 2: '5 2' is not a number")>]
    let ``decimal commas are named`` (text: string, sentence: string) =
        Assert.Contains(sentence, Assert.Throws<DataFormatException>(fun () -> parse text |> ignore).Message)

    [<Theory>]
    [<InlineData("sep=;\nx;y\n1.5;2.5\n3.5;4.5\n")>]
    [<InlineData("sep=,\r\n1.5,2.5\r\n3.5,4.5\r\n")>]
    [<InlineData("SEP=|\n1.5|2.5\n3.5|4.5\n")>]
    let ``the line that tells Excel the separator is obeyed`` (text: string) =
        assertRows [| [| 1.5; 2.5 |]; [| 3.5; 4.5 |] |] (parse text)

    [<Fact>]
    let ``columns are chosen before numbers are read`` () =
        let text = "species,sl,sw,note\nsetosa,5.1,3.5,\nsetosa,4.9,3.0,tall\n"
        assertRows [| [| 3.5; 5.1 |]; [| 3.0; 4.9 |] |] (parseAs None (Some [| 3; 2 |]) text)
        assertRows [| [| 5.1; 5.1 |]; [| 4.9; 4.9 |] |] (parseAs None (Some [| 2; 2 |]) text)
        assertRows [| [| 5.1 |]; [| 4.9 |] |] (parseAs None (Some [| 2 |]) "a;5.1\nb;4.9\n")

        let error =
            Assert.Throws<DataFormatException>(fun () -> parseAs None (Some [| 5 |]) text |> ignore)

        Assert.Equal("old.csv: column 5 is chosen, but there are 4.", error.Message)
        Assert.Contains("from 1", Testing.argumentError (fun () -> parseAs None (Some [| 0 |]) text |> ignore))

    [<Fact>]
    let ``files of other kinds are named`` () =
        let refusal (bytes: byte[]) =
            Assert
                .Throws<DataFormatException>(fun () -> Points.readFrom "a" (new MemoryStream(bytes)) |> ignore)
                .Message

        let npz = new MemoryStream()
        Npz.writeTo [ NamedArray.vector "x" [| 1.0 |] ] npz
        Assert.Contains("a zip archive, as .npz and .xlsx are", refusal (npz.ToArray()))
        Assert.Contains("an HDF5 file", refusal [| 0x89uy; byte 'H'; byte 'D'; byte 'F'; 13uy; 10uy |])
        Assert.Contains("a Parquet file", refusal "PAR1\021\004\021"B)
        Assert.Contains("a Python pickle", refusal [| 0x80uy; 4uy; 0x95uy; 0uy |])
        Assert.Contains("bzip2", refusal "BZh91AY"B)

    [<Fact>]
    let ``compressed data that unfold beyond their size times a factor are refused before they take memory`` () =
        let packed = new MemoryStream()

        do
            use zip = new GZipStream(packed, CompressionLevel.SmallestSize, true)
            let zeros = Array.create (1 <<< 20) (byte '0')

            for _ in 1..64 do
                zip.Write(ReadOnlySpan zeros)

        let error =
            Assert.Throws<DataFormatException>(fun () ->
                Points.readFrom "bomb" (new MemoryStream(packed.ToArray())) |> ignore)

        Assert.Equal("bomb: the data unfold to more than 200 times their size.", error.Message)

    [<Fact>]
    let ``a comma inside quotes does not separate`` () =
        assertRows [| [| 1.0; 2.0 |] |] (parse "\"a,b\";c\n1;2\n")

    [<Fact>]
    let ``the names are those of the header`` () =
        Assert.Equal<string[] option>(Some [| "eruption"; "wait" |], (table "eruption, wait \n1,2\n").Names)
        Assert.Equal<string[] option>(None, (table "1,2\n").Names)

    // Text, line, column (0: none), the whole sentence.
    let errors: obj[][] =
        [|
            "x,y\n1,2\n\n# note\n3,4\n5,6\n7,abc\n",
            7,
            2,
            "old.csv: line 7, column 2: 'abc' is not a number; if the column is text, choose the others (ReadOptions.Columns)."
            "1,2\n3,4 z\n",
            2,
            2,
            "old.csv: line 2, column 2: '4 z' is not a number; if the column is text, choose the others (ReadOptions.Columns)."
            "1,2\n3,4 5\n",
            2,
            2,
            "old.csv: line 2, column 2: '4 5' is not a number: decimals must have a point, or be said to have a comma (ReadOptions.DecimalComma)."
            "1;2\n3;1,5\n",
            2,
            2,
            "old.csv: line 2, column 2: '1,5' is not a number: decimals must have a point, or be said to have a comma (ReadOptions.DecimalComma)."
            "1,2\r\n3,NaN\r\n",
            2,
            2,
            "old.csv: line 2, column 2: 'NaN' is not a finite number; 1 of 2 rows has missing values, which can be left out (ReadOptions.Missing)."
            "x\n-inf\n", 2, 1, "old.csv: line 2, column 1: '-inf' is not a finite number."
            "1\t-Infinity\n", 1, 2, "old.csv: line 1, column 2: '-Infinity' is not a finite number."
            "1 1e999\n", 1, 2, "old.csv: line 1, column 2: '1e999' is not a finite number."
            "nan,1\n",
            1,
            1,
            "old.csv: line 1, column 1: 'nan' is not a finite number; the only row has missing values, which can be left out (ReadOptions.Missing)."
            "1,2\n3,\n",
            2,
            2,
            "old.csv: line 2, column 2: the field is empty; 1 of 2 rows has missing values, which can be left out (ReadOptions.Missing)."
            "1,2\n , 4\n",
            2,
            1,
            "old.csv: line 2, column 1: the field is empty; 1 of 2 rows has missing values, which can be left out (ReadOptions.Missing)."
            "2,\n2,3\n",
            1,
            2,
            "old.csv: line 1, column 2: the field is empty; rows with missing values can be left out (ReadOptions.Missing); if the row is a header, that must be said (ReadOptions.Header)."
            "1\n\"\"\n",
            2,
            1,
            "old.csv: line 2, column 1: the field is empty; 1 of 2 rows has missing values, which can be left out (ReadOptions.Missing)."
            "\n1,2\n3,4,5,6\n", 3, 0, "old.csv: line 3: the row has 4 fields, but line 2 has 2."
            "1 2 3\n4\n", 2, 0, "old.csv: line 2: the row has 1 field, but line 1 has 3."
            "x,y\n1,2,3\n", 2, 0, "old.csv: line 2: the row has 3 fields, but the header on line 1 has 2."
            "1,\"2\n", 1, 2, "old.csv: line 1, column 2: the quoted field is not closed on its line."
            "1,\"2\"3\n", 1, 2, "old.csv: line 1, column 2: there is text after the closing quote of the field."
            "", 0, 0, "old.csv: the file holds no numbers: there are no rows."
            "\n# only\n\n", 0, 0, "old.csv: the file holds no numbers: there are no rows."
            "x,y\n", 0, 0, "old.csv: the file holds no numbers: there is a header, but no row follows it."
            "1\n" + String('z', 60), 2, 1, "old.csv: line 2, column 1: '" + String('z', 40) + "...' is not a number."
            "1\n\a\n", 2, 1, "old.csv: line 2, column 1: '?' is not a number."
        |]
        |> Array.map (fun (text, line, column, message) -> [| text; line; column; message |])

    [<Theory>]
    [<MemberData(nameof errors)>]
    let ``an error says where and why`` (text: string, line: int, column: int, message: string) =
        let error = Assert.Throws<DataFormatException>(fun () -> parse text |> ignore)

        let place n = if n = 0 then None else Some n
        Assert.Equal(message, error.Message)
        Assert.Equal("old.csv", error.Path)
        Assert.Equal(place line, error.Line)
        Assert.Equal(place column, error.Column)

    [<Fact>]
    let ``a header that would not read back is refused`` () =
        let refuse (header: string[]) =
            Testing.argumentError (fun () -> Csv.write (Some header) 1 2 [| 1.0; 2.0 |] (new MemoryStream()))

        Assert.Contains("header must have 2 entries, but has 1.", refuse [| "x" |])
        Assert.Contains("header must not contain line breaks.", refuse [| "x"; "a\nb" |])
        Assert.Contains("but is '1, NaN'", refuse [| "1"; "NaN" |])
        Assert.Contains("but is 'x, '", refuse [| "x"; "" |])
        Assert.Contains("but is 'x, 7'", refuse [| "x"; "7" |])

    [<Fact>]
    let ``compressed text reads from a file, with any name, and from a stream; damaged, it says so`` () =
        Testing.inFolder (fun folder ->
            // Long enough to be cut in the middle of the compressed block.
            let rows = Array.init 5000 (fun i -> [| float i; sin (float i) |])
            let packed = new MemoryStream()

            do
                use zip = new GZipStream(packed, CompressionLevel.Fastest, true)
                let points = Points.ofRows rows
                Csv.write None points.Count points.Dimension points.Data zip

            let bytes = packed.ToArray()

            for name in [ "a.csv.gz"; "b.CSV.GZ"; "c.unknown" ] do
                let path = Path.Combine(folder, name)
                File.WriteAllBytes(path, bytes)
                assertRows rows (Points.read path)

            assertRows rows (Points.readFrom "pipe" (new Dribble(bytes)))

            // Every kind of cut: in the header, in the data, in the trailing checksum and length; and a flipped bit.
            let flipped = Array.copy bytes
            flipped[bytes.Length / 2] <- flipped[bytes.Length / 2] ^^^ 1uy

            for damaged in
                [
                    flipped
                    for length in
                        [
                            2
                            5
                            10
                            11
                            bytes.Length / 2
                            bytes.Length - 9
                            bytes.Length - 4
                            bytes.Length - 1
                        ] do
                        bytes[.. length - 1]
                ] do
                let error =
                    Assert.Throws<DataFormatException>(fun () ->
                        Points.readFrom "pipe" (new MemoryStream(damaged)) |> ignore)

                // Text that a flipped bit changes may be refused as text before the checksum is reached.
                if not (obj.ReferenceEquals(damaged, flipped)) then
                    Assert.Equal("pipe: the compressed data (gzip) are damaged or cut short.", error.Message))

    [<Fact>]
    let ``gzip members one after the other are one text`` () =
        let part (text: string) =
            let packed = new MemoryStream()

            do
                use zip = new GZipStream(packed, CompressionLevel.Fastest, true)
                zip.Write(ReadOnlySpan(bytesOf text))

            packed.ToArray()

        assertRows
            [| [| 1.0; 2.0 |]; [| 3.0; 4.0 |] |]
            (Points.readFrom "pipe" (new MemoryStream(Array.append (part "x,y\n1,") (part "2\n3,4"))))

    [<Fact>]
    let ``Old Faithful has 272 eruptions of mean 3.4878 and 70.897 minutes`` () =
        let points = Points.read (Testing.dataFile "old-faithful.csv")
        Assert.Equal((272, 2), (points.Count, points.Dimension))
        let mean = Points.mean points
        // Published to four and three decimals: half a unit in the last place.
        Assert.InRange(mean[0], 3.48775, 3.48785)
        Assert.InRange(mean[1], 70.8965, 70.8975)

    [<Fact>]
    let ``the digits are 1797 x 65, pixels 0 to 16 and labels 0 to 9`` () =
        let points = Points.read (Testing.dataFile "digits.csv.gz")
        Assert.Equal((1797, 65), (points.Count, points.Dimension))
        let pixels = Points.columns [| 0..63 |] points
        Assert.Equal((0.0, 16.0), (Array.min pixels.Data, Array.max pixels.Data))
        let labels = points.Coordinate(64).ToArray() |> Array.distinct |> Array.sort
        Assert.Equal<float[]>(Array.init 10 float, labels)
