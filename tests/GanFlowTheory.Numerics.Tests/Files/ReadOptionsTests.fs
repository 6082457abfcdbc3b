namespace GanFlowTheory.Core.Tests

open System
open System.Globalization
open System.IO
open System.Text
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core
open Xunit

/// What is read of a file where that is said: columns, header, missing values, decimals.
module ReadOptionsTests =

    let private stream (text: string) =
        new MemoryStream(Encoding.UTF8.GetBytes text)

    let private table options (text: string) =
        Points.readTableFrom options "old.csv" (stream text)

    let private rows options text =
        Points.toRows (table options text).Points

    let private error options text =
        (Assert.Throws<DataFormatException>(fun () -> table options text |> ignore)).Message

    let private choosing columns =
        { ReadOptions.standard with
            Columns = Columns.parse columns
        }

    let private dropping =
        { ReadOptions.standard with
            Missing = MissingRows.Drop
        }

    let private withComma =
        { ReadOptions.standard with
            DecimalComma = true
        }

    // A table with names that may need quotes, and numbers of any size.
    let private named =
        gen {
            let! rows = Rows.arbitrary.Generator

            let letters =
                [ "x"; "a,b"; "sep;"; "tab\t"; "say \"so\""; " padded "; "größe"; "#a"; "c d" ]

            let! names = Gen.shuffle letters
            let d = min rows[0].Length names.Length
            return Array.truncate d names, rows |> Array.map (Array.truncate d)
        }
        |> Arb.fromGen

    let private written (names: string[]) (rows: float[][]) : string =
        let points = Points.ofRows rows
        let stream = new MemoryStream()
        Csv.write (Some names) points.Count points.Dimension points.Data stream
        Encoding.UTF8.GetString(stream.ToArray())

    // The same table with other separators, each field in quotes.
    let private separatedBy (separator: string) (names: string[]) (rows: float[][]) : string =
        let quoted (text: string) =
            "\"" + text.Replace("\"", "\"\"") + "\""

        let line (texts: string[]) =
            String.Join(separator, Array.map quoted texts) + "\n"

        let number (v: float) =
            v.ToString("R", CultureInfo.InvariantCulture)

        line names
        + String.Join("", rows |> Array.map (fun row -> line (Array.map number row)))

    let private same (expected: float[][]) (actual: Points) =
        Assert.Equal<int64[][]>(Array.map Testing.bits expected, Array.map Testing.bits (Points.toRows actual))

    [<Fact>]
    let ``what is written is read back to the bit with its header, whatever separates it`` () =
        Testing.check 300 named (fun (names, rows) ->
            for text in [ written names rows; separatedBy ";" names rows; separatedBy "\t" names rows ] do
                let read = table ReadOptions.standard text
                Assert.Equal<string[] option>(Some names, read.Names)
                Assert.Equal(0, read.Dropped)
                same rows read.Points)

    [<Fact>]
    let ``choosing columns, by numbers, names or ranges, commutes with parsing`` () =
        let cases =
            gen {
                let! names, rows = named.Generator
                let! chosen = Gen.nonEmptyListOf (Gen.choose (0, names.Length - 1))
                return names, rows, Array.ofList chosen
            }
            |> Arb.fromGen

        Testing.check 300 cases (fun (names, rows, chosen) ->
            let text = written names rows
            let whole = (table ReadOptions.standard text).Points
            let numbers = chosen |> Array.map (fun k -> k + 1)

            for columns in
                [
                    Columns.numbered numbers
                    Columns.named (chosen |> Array.map (fun k -> names[k]))
                    // Both kinds as they are spelt.
                    Columns.parse (string (Columns.numbered numbers))
                    Columns.parse (string (Columns.named (chosen |> Array.map (fun k -> names[k]))))
                ] do
                let read =
                    table
                        { ReadOptions.standard with
                            Columns = columns
                        }
                        text

                same (Points.toRows (Points.columns chosen whole)) read.Points
                Assert.Equal<string[] option>(Some(chosen |> Array.map (fun k -> names[k])), read.Names)

            let from = chosen[0]
            let range = table (choosing $"{from + 1}-") text
            same (Points.toRows (Points.columns [| from .. names.Length - 1 |] whole)) range.Points)

    [<Fact>]
    let ``columns of a .npy array are chosen by numbers`` () =
        let bytes = new MemoryStream()
        Points.writeNpyTo bytes (Points.ofRows [ [ 1.0; 2.0; 3.0 ]; [ 4.0; 5.0; 6.0 ] ])

        let read columns =
            Points.readFromWith (choosing columns) "a.npy" (new MemoryStream(bytes.ToArray()))

        Assert.Equal<float[][]>([| [| 3.0; 1.0 |]; [| 6.0; 4.0 |] |], Points.toRows (read "3,1"))
        Assert.Equal<float[][]>([| [| 2.0; 3.0 |]; [| 5.0; 6.0 |] |], Points.toRows (read "2-"))

        Assert.Equal(
            "a.npy: column 'x' is chosen by its name, but there are no names: choose by numbers (ReadOptions.Columns).",
            (Assert.Throws<DataFormatException>(fun () -> read "x" |> ignore)).Message
        )

    [<Fact>]
    let ``a name says that there is a header, and may be a number in quotes`` () =
        let text = ",0,1\n10,1.5,2.5\n11,3.5,4.5\n"
        Assert.Equal<float[][]>([| [| 2.5 |]; [| 4.5 |] |], rows (choosing "\"1\"") text)
        Assert.Equal<string[] option>(Some [| "1" |], (table (choosing "\"1\"") text).Names)
        // By a number it is the first column, which has no name: whether the row is a header must be said.
        Assert.Contains("as the name of an index is", error (choosing "1") text)

    [<Fact>]
    let ``a column that is not there is named beside the nearest that is`` () =
        let text = "eruption,waiting\n1,2\n"

        Assert.Equal(
            "old.csv: unknown column 'waitng'; did you mean 'waiting'? known: waiting, eruption.",
            error (choosing "waitng") text
        )

        // Names that are empty are none to suggest.
        Assert.Equal("old.csv: unknown column 'y'; known: x.", error (choosing "y") ",x\n1,2\n")
        Assert.Equal("old.csv: there is no column 'y': the names are empty.", error (choosing "y") ",\n1,2\n")
        Assert.Equal("old.csv: column 3 is chosen, but there are 2.", error (choosing "2-3") text)
        Assert.Equal("old.csv: column 4 is chosen, but there are 2.", error (choosing "4-") text)

        Assert.Equal(
            "old.csv: columns 1 and 2 are all named 'x': choose one by its number (ReadOptions.Columns).",
            error (choosing "x") "x,x\n1,2\n"
        )

        Assert.Contains(
            "there are no names",
            error
                { choosing "x" with
                    Header = Some false
                }
                text
        )

    [<Theory>]
    [<InlineData("0")>]
    [<InlineData("x,,y")>]
    [<InlineData("")>]
    [<InlineData("3-2")>]
    [<InlineData("0-2")>]
    let ``a list of columns that says nothing is refused`` (text: string) =
        Assert.Contains(
            $"such as x,y or 1,3-5, but are '{text}'",
            Testing.argumentError (fun () -> Columns.parse text |> ignore)
        )

    [<Fact>]
    let ``columns have places in a table`` () =
        let names = Some [| "x"; "y"; "z" |]
        Assert.Equal<int[]>([| 0; 1; 2 |], Columns.places 3 names Columns.all)
        Assert.Equal<int[]>([| 2; 0; 1; 2 |], Columns.places 3 names (Columns.parse "z,1,2-"))

        Assert.Contains(
            "column 4 is chosen, but there are 3.",
            Testing.argumentError (fun () -> Columns.places 3 names (Columns.numbered [ 4 ]) |> ignore)
        )

        Assert.Contains("from 1", Testing.argumentError (fun () -> Columns.numbered [ 1; 0 ] |> ignore))
        Assert.Contains("at least one", Testing.argumentError (fun () -> Columns.named [] |> ignore))

    [<Theory>]
    [<InlineData("")>]
    [<InlineData("NA")>]
    [<InlineData("n/a")>]
    [<InlineData("NaN")>]
    [<InlineData("null")>]
    [<InlineData("?")>]
    let ``rows with missing values are refused by their number, or left out`` (gap: string) =
        let text = $"x,y\n1,2\n{gap},3\n4,{gap}\n5,6\n"

        Assert.EndsWith(
            "; 2 of 4 rows have missing values, which can be left out (ReadOptions.Missing).",
            error ReadOptions.standard text
        )

        Assert.StartsWith("old.csv: line 3, column 1: ", error ReadOptions.standard text)
        let read = table dropping text
        Assert.Equal(2, read.Dropped)
        Assert.Equal<float[][]>([| [| 1.0; 2.0 |]; [| 5.0; 6.0 |] |], Points.toRows read.Points)
        // Where the column with the gap is not chosen nothing is missing.
        Assert.Equal(
            1,
            (table
                { dropping with
                    Columns = Columns.named [ "y" ]
                }
                text)
                .Dropped
        )

    [<Fact>]
    let ``where rows may be left out, a first one with a gap is a point; infinities and words are no gaps`` () =
        Assert.Equal<float[][]>([| [| 3.0; 4.0 |] |], rows dropping "NA,2\n3,4\n")

        Assert.Equal(
            "old.csv: line 2, column 1: 'abc' is not a number; if the column is text, choose the others (ReadOptions.Columns).",
            error dropping "1,2\nabc,4\n"
        )

        Assert.Equal("old.csv: line 2, column 1: 'inf' is not a finite number.", error dropping "1,2\ninf,4\n")

        Assert.Equal(
            "old.csv: a value is missing in each of the 2 rows: none is left, unless other columns are chosen (ReadOptions.Columns).",
            error dropping "x,y\n1,NA\n,2\n"
        )

    [<Fact>]
    let ``NaN in a .npy array is a missing value`` () =
        let bytes = new MemoryStream()
        Npy.write 3 2 [| 1.0; nan; 5.0; 2.0; 4.0; nan |] bytes

        let read options =
            Points.readTableFrom options "a.npy" (new MemoryStream(bytes.ToArray()))

        Assert.Equal(
            "a.npy: row 2, column 1: NaN is not a finite number; 2 of 3 rows have missing values, which can be left out (ReadOptions.Missing).",
            (Assert.Throws<DataFormatException>(fun () -> read ReadOptions.standard |> ignore)).Message
        )

        let table = read dropping
        Assert.Equal(2, table.Dropped)
        Assert.Equal<float[][]>([| [| 1.0; 2.0 |] |], Points.toRows table.Points)

        Assert.Equal(
            1,
            (read
                { dropping with
                    Columns = Columns.numbered [ 2 ]
                })
                .Dropped
        )

    [<Theory>]
    [<InlineData("1,5;-2,5e1\n,5;4\n")>]
    [<InlineData("x;y\n1,5;-2,5e1\n0,5;4\n")>]
    [<InlineData("1,5\t-2,5e1\n,5\t4\n")>]
    [<InlineData("1,5 -2,5e1\n,5   4\n")>]
    [<InlineData("\"1,5\",\"-2,5e1\"\n\"0,5\",\"4\"\n")>]
    let ``decimal commas are read where they are said to be there`` (text: string) =
        Assert.Equal<float[][]>([| [| 1.5; -25.0 |]; [| 0.5; 4.0 |] |], rows withComma text)

    [<Fact>]
    let ``points among decimal commas, and thousands, are refused`` () =
        Assert.Equal(
            "old.csv: line 2, column 1: '1.5' is not a number: decimals are said to have a comma (ReadOptions.DecimalComma).",
            error withComma "1,5;2\n1.5;3\n"
        )

        Assert.StartsWith("old.csv: line 2, column 1: '1.000,5' is not a number;", error withComma "1,5;2\n1.000,5;3\n")

    [<Fact>]
    let ``points are made of flat arrays of either precision, row by row`` () =
        let expected = [| [| 1.0; 2.0; 3.0 |]; [| 4.0; 5.0; 0.1 |] |]
        Assert.Equal<float[][]>(expected, Points.toRows (Points.ofFlat 3 (Array.concat expected)))
        let singles = [| 1.0f; 0.1f |]
        Assert.Equal<float[][]>([| [| 1.0 |]; [| float 0.1f |] |], Points.toRows (Points.ofSingles 1 singles))

        Assert.Contains(
            "values must be whole rows of 2 numbers, but are 3 numbers.",
            Testing.argumentError (fun () -> Points.ofFlat 2 [| 1.0; 2.0; 3.0 |] |> ignore)
        )

        Assert.Contains("not be empty", Testing.argumentError (fun () -> Points.ofSingles 2 [||] |> ignore))

        Assert.Contains(
            "row 1, column 2 is NaN",
            Testing.argumentError (fun () -> Points.ofSingles 2 [| 1.0f; nanf |] |> ignore)
        )
