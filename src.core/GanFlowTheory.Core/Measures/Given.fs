namespace GanFlowTheory.Core

/// <summary>What functions of a user's own give back, checked where it comes in: a sentence that names the function, what
/// it must give and what it gave.</summary>
module internal Given =

    /// Numbers, one for each of so many places.
    let numbers (what: string) (place: string) (count: int) (values: float[]) : float[] =
        if isNull (box values) then
            Guard.fail "values" (invariant $"{what} must give {count} numbers, one for each {place}, but gives null.")
        elif values.Length <> count then
            Guard.fail
                "values"
                (invariant $"{what} must give {count} numbers, one for each {place}, but gives {values.Length}.")

        values

    /// Vectors, one for each of the points.
    let vectors (what: string) (points: Points) (given: Points) : Points =
        if isNull (box given) then
            Guard.fail
                "vectors"
                (invariant $"{what} must give {points.Count} x {points.Dimension} entries, but gives null.")
        elif given.Count <> points.Count || given.Dimension <> points.Dimension then
            Guard.fail
                "vectors"
                (invariant
                    $"{what} must give {points.Count} x {points.Dimension} entries, one row for each point, but gives \
                  {given.Count} x {given.Dimension}.")

        given
