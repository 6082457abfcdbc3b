namespace GanFlowTheory.Core.Tests

open System
open System.IO
open GanFlowTheory.Core
open Xunit

module PointsTests =

    let private rowsEqual (expected: float[][]) (points: Points) =
        Assert.Equal((expected.Length, expected[0].Length), (points.Count, points.Dimension))
        Assert.Equal<int64[][]>(Array.map Testing.bits expected, Array.map Testing.bits (Points.toRows points))

    let private fails (sentence: string) (action: unit -> Points) =
        Assert.Contains(sentence, Testing.argumentError action)

    let private sample = [| [| 1.0; 2.0; 3.0 |]; [| 4.0; 5.0; 6.0 |] |]

    [<Fact>]
    let ``rows in, rows out, coordinates contiguous inside`` () =
        Testing.check 100 Rows.arbitrary (fun rows ->
            let points = Points.ofRows rows
            rowsEqual rows points
            rowsEqual rows (Points.ofArray2D (array2D rows))
            rowsEqual rows (Points.init rows.Length rows[0].Length (fun i k -> rows[i][k]))
            Assert.Equal<float[,]>(array2D rows, Points.toArray2D points)
            let columns = Array.transpose rows
            Assert.Equal<int64[]>(Testing.bits (Array.concat columns), Testing.bits points.Data)

            for k in 0 .. points.Dimension - 1 do
                Assert.Equal<int64[]>(Testing.bits columns[k], Testing.bits (points.Coordinate(k).ToArray()))

                for i in 0 .. points.Count - 1 do
                    Assert.Equal(rows[i][k], points[i, k]))

    [<Fact>]
    let ``values are points on the line`` () =
        rowsEqual [| [| 3.0 |]; [| -1.0 |] |] (Points.ofValues [| 3.0; -1.0 |])
        rowsEqual [| [| 0.0; 0.0 |] |] (Points.zero 1 2)
        Assert.Equal("2 x 3 points", string (Points.ofRows sample))

    [<Fact>]
    let ``empty clouds and unequal rows are refused`` () =
        fails "points must not be empty: there are no rows." (fun () -> Points.ofRows Seq.empty<float[]>)
        fails "points must not be empty: there are no columns." (fun () -> Points.ofRows [ Array.empty<float> ])
        fails "values must not be empty." (fun () -> Points.ofValues [||])
        fails "dimension must be at least 1, but is 0" (fun () -> Points.zero 3 0)
        fails "points must not be empty: there are no rows." (fun () -> Points.select [||] (Points.ofRows sample))
        fails "points must not be empty: there are no columns." (fun () -> Points.columns [||] (Points.ofRows sample))
        fails "row 2 has 1 entries and row 1 has 2" (fun () -> Points.ofRows [ [ 1.0; 2.0 ]; [ 3.0 ] ])

    [<Fact>]
    let ``a value that is not finite is refused by row and column`` () =
        for bad, shown in
            [
                Double.NaN, "NaN"
                Double.PositiveInfinity, "Infinity"
                Double.NegativeInfinity, "-Infinity"
            ] do
            for i in 0..1 do
                for k in 0..2 do
                    let rows = Array.map Array.copy sample
                    rows[i][k] <- bad

                    fails $"points must be finite, but row {i + 1}, column {k + 1} is {shown}." (fun () ->
                        Points.ofRows rows)

    [<Fact>]
    let ``select, columns and append move rows and columns without touching them`` () =
        let points = Points.ofRows sample
        rowsEqual [| sample[1]; sample[0]; sample[1] |] (Points.select [| 1; 0; 1 |] points)
        rowsEqual [| [| 3.0; 1.0 |]; [| 6.0; 4.0 |] |] (Points.columns [| 2; 0 |] points)

        rowsEqual
            (Array.append sample [| [| 7.0; 8.0; 9.0 |] |])
            (Points.append points (Points.ofRows [ [ 7.0; 8.0; 9.0 ] ]))

        fails "b must have dimension 3, but has dimension 1." (fun () ->
            Points.append points (Points.ofValues [| 1.0 |]))

    [<Fact>]
    let ``indices outside the cloud are refused, not read from the next coordinate`` () =
        let points = Points.ofRows sample
        fails "indices must lie in 0..1 (points), but indices[1] is 2." (fun () -> Points.select [| 0; 2 |] points)
        fails "indices must lie in 0..1 (points), but indices[0] is -1." (fun () -> Points.select [| -1 |] points)
        fails "indices must lie in 0..2 (coordinates), but indices[0] is 3." (fun () -> Points.columns [| 3 |] points)

        fails "indices must lie in 0..2 (coordinates), but indices[2] is -1." (fun () ->
            Points.columns [| 0; 1; -1 |] points)

    [<Fact>]
    let ``the parts of a cloud put together again are the cloud`` () =
        Testing.check 100 Rows.arbitrary (fun rows ->
            let points = Points.ofRows rows
            let n, d = points.Count, points.Dimension

            if n > 1 then
                let head, tail =
                    Points.select [| 0 .. n / 2 - 1 |] points, Points.select [| n / 2 .. n - 1 |] points

                rowsEqual rows (Points.append head tail)

            let reversed = [| d - 1 .. -1 .. 0 |]
            rowsEqual rows (points |> Points.columns reversed |> Points.columns reversed))

    [<Fact>]
    let ``linear operations act entry by entry`` () =
        let x = Points.ofRows sample
        let y = Points.ofRows [ [ 1.0; 0.0; -1.0 ]; [ 0.5; 2.0; 0.0 ] ]
        // Halves and small integers: every product and sum below is exact.
        rowsEqual [| [| 5.0; 4.0; 3.0 |]; [| 9.5; 16.0; 12.0 |] |] (Points.combine 2.0 x 3.0 y)
        rowsEqual [| [| -0.5; -1.0; -1.5 |]; [| -2.0; -2.5; -3.0 |] |] (Points.scale -0.5 x)
        rowsEqual [| [| 2.0; 4.0; 6.0 |]; [| -4.0; -5.0; -6.0 |] |] (Points.scaleRows [| 2.0; -1.0 |] x)
        Assert.Equal<float[]>([| -2.0; 12.0 |], Points.rowDots x y)
        fails "y must have dimension 3, but has dimension 1." (fun () -> Points.combine 1.0 x 1.0 (Points.zero 2 1))
        fails "y must have 2 entries, but has 5." (fun () -> Points.combine 1.0 x 1.0 (Points.zero 5 3))
        fails "factors must have 2 entries, but has 1." (fun () -> Points.scaleRows [| 1.0 |] x)
        Assert.Contains("y must have 2 entries", Testing.argumentError (fun () -> Points.rowDots x (Points.zero 1 3)))

    [<Fact>]
    let ``mean and covariance of the corners of a rectangle`` () =
        // Sides 2a and 2b around (1, -3): mean the centre, covariance diag(a^2, b^2) with divisor n, all exact.
        let a, b = 2.0, 0.5

        let corners =
            Points.ofRows
                [
                    for s in [ -1.0; 1.0 ] do
                        for t in [ -1.0; 1.0 ] -> [ 1.0 + s * a; -3.0 + t * b ]
                ]

        Assert.Equal<float[]>([| 1.0; -3.0 |], Points.mean corners)
        Assert.Equal<float[,]>(array2D [ [ a * a; 0.0 ]; [ 0.0; b * b ] ], Points.covariance corners)
        // On the line y = -2 x the covariance is that of x times (1, -2; -2, 4).
        let line = Points.ofRows [ for x in [ -1.0; 0.0; 1.0; 2.0 ] -> [ x; -2.0 * x ] ]
        Assert.Equal<float[,]>(array2D [ [ 1.25; -2.5 ]; [ -2.5; 5.0 ] ], Points.covariance line)

    [<Fact>]
    let ``a path that cannot be read is named in one sentence`` () =
        Testing.inFolder (fun folder ->
            for read in [ Points.read; Points.readCsv; Points.readNpy ] do
                for missing in [ Path.Combine(folder, "none.csv"); Path.Combine(folder, "no", "none.npy") ] do
                    let error = Assert.Throws<FileNotFoundException>(fun () -> read missing |> ignore)

                    Assert.Equal($"'{missing}' does not exist.", error.Message)
                    Assert.Equal(missing, error.FileName)

                let error = Assert.Throws<IOException>(fun () -> read folder |> ignore)

                Assert.Equal($"'{folder}' cannot be read: it is a folder.", error.Message)
                Assert.Contains("path must not be empty.", Testing.argumentError (fun () -> read "")))

    [<Fact>]
    let ``the extension, or else the first bytes, decide how a file is read`` () =
        Testing.inFolder (fun folder ->
            let points = Points.ofRows sample

            for name in [ "a.csv"; "a.TXT"; "a.tsv"; "a"; "a.dat" ] do
                let path = Path.Combine(folder, name)
                Points.writeCsv (Some [| "x"; "y"; "z" |]) path points
                rowsEqual sample (Points.read path)

            for name in [ "b.npy"; "b.NPY"; "b"; "b.dat" ] do
                let path = Path.Combine(folder, name)
                Points.writeNpy path points
                rowsEqual sample (Points.read path))

    [<Fact>]
    let ``points that are not finite are never written`` () =
        Testing.inFolder (fun folder ->
            let path = Path.Combine(folder, "a.csv")
            let bad = Points.wrap 2 1 [| 1.0; Double.NaN |]
            let sentence = "points must be finite, but row 2, column 1 is NaN."
            Assert.Contains(sentence, Testing.argumentError (fun () -> Points.writeCsv None path bad))
            Assert.Contains(sentence, Testing.argumentError (fun () -> Points.writeNpy path bad))
            Assert.Empty(Directory.GetFileSystemEntries folder))

    [<Fact>]
    let ``a stream stays open after reading and writing`` () =
        let stream = new MemoryStream()
        Points.writeNpyTo stream (Points.ofRows sample)
        stream.Position <- 0L
        rowsEqual sample (Points.readFrom "memory" stream)
        Assert.True stream.CanRead
