namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// A segment of laws, sample sizes, and an estimator as a table: one number for each pair of samples.
[<CustomEquality; NoComparison>]
type internal EstimatorTable =
    {
        Segment: LawSegment
        N: int
        M: int
        Entries: float[]
    }

    /// The entry of two samples of atoms.
    member this.Estimate (x: int[]) (y: int[]) =
        let atoms = this.Segment.First.Count
        this.Entries[Array.fold (fun at i -> at * atoms + i) 0 (Array.append x y)]

    override this.ToString() =
        $"{this.Segment}, samples of {this.N} and {this.M}, table {Show.numbers this.Entries}"

    override this.Equals other =
        match other with
        | :? EstimatorTable as other -> this.Segment = other.Segment && this.Entries = other.Entries
        | _ -> false

    override this.GetHashCode() = hash (this.Segment, this.Entries)

/// Drawing tables.
[<RequireQualifiedAccess>]
module internal EstimatorTable =

    /// Tables of entries in eighths on segments, for one of the pairs of sample sizes.
    let on (segments: Arbitrary<LawSegment>) (sizes: (int * int) list) : Arbitrary<EstimatorTable> =
        let generate =
            gen {
                let! segment = segments.Generator
                let! n, m = Gen.elements sizes

                // Of all sizes, 0 among them: a small table has a small bias where the distance is small.
                let! largest = Gen.elements [ 0; 1; 16 ]

                let! entries =
                    Gen.arrayOfLength
                        (pown segment.First.Count (n + m))
                        (Gen.choose (-largest, largest) |> Gen.map (fun k -> float k / 8.0))

                return
                    {
                        Segment = segment
                        N = n
                        M = m
                        Entries = entries
                    }
            }

        let shrink table =
            Generators.shrinkEach (fun v -> if v = 0.0 then Seq.empty else seq { 0.0 }) table.Entries
            |> Seq.map (fun entries -> { table with Entries = entries })

        Arb.fromGenShrink (generate, shrink)
