namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad solvers, orders, units and axes.
[<RequireQualifiedAccess>]
module internal BadNumerics =

    let private cholesky (a: float[]) (b: float[]) : LinearSolution =
        let n = b.Length
        LinearSystem.cholesky (Array2D.init n n (fun i j -> a[i * n + j])) b

    let private iterated (a: float[]) (b: float[]) (iterations: int) : LinearSolution =
        let n = b.Length

        LinearSystem.conjugateGradients
            (fun x -> Array.init n (fun i -> Seq.sum (Seq.init n (fun j -> a[i * n + j] * x[j]))))
            b
            1e-12
            iterations

    // Sattolo's slip: every order is one cycle.
    let private oneCycle (count: int) (seed: Seed) : int[] =
        let order = Array.init count id
        let random = Seed.generator seed

        for i in count - 1 .. -1 .. 1 do
            let j = random.Next i
            let kept = order[i]
            order[i] <- order[j]
            order[j] <- kept

        order

    let all: KnownBad list =
        [
            Flaw.bad
                "a solution of the matrix without its diagonal's last entry"
                (NumericsLaws.solver "" (fun a b ->
                    a[a.Length - 1] <- a[a.Length - 1] + 1.0
                    cholesky a b))
            Flaw.bad
                "a residual that is not relative"
                (NumericsLaws.residual "" (fun a b iterations ->
                    let found = iterated a b iterations

                    { found with
                        Residual = found.Residual * Vectors.norm b
                    }))
            Flaw.bad "orders that are one cycle" (NumericsLaws.permutation "" oneCycle)
            Flaw.bad
                "units of half the deviation"
                (NumericsLaws.units
                    ""
                    (fun x ->
                        let units = Units.standardising x

                        { units with
                            Scale = Array.map (fun v -> 0.5 * v) units.Scale
                        })
                    Units.into)
            Flaw.bad
                "axes in the order of the coordinates"
                (NumericsLaws.axes "" (fun x ->
                    let d = x.Dimension

                    { PrincipalAxes.ofPoints x with
                        First = Array.init d (fun j -> if j = 0 then 1.0 else 0.0)
                        Second = Array.init d (fun j -> if j = 1 then 1.0 else 0.0)
                    }))
            Flaw.bad
                "a covariance with divisor n - 1"
                (NumericsLaws.covariance "" (fun x ->
                    Points.covariance x
                    |> Array2D.map (fun v -> v * float x.Count / (float x.Count - 0.5))))
        ]
