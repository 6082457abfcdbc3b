namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// A line of cells with two densities, a time and a number of implicit steps: the case of HZ23-8.
type internal ResolventScene =
    {
        Cells: GridScene
        /// The time in eighths of the stable step.
        Time: int
        /// The number n of implicit steps.
        Steps: int
    }

    /// The parts.
    override this.ToString() =
        $"{this.Cells}; t = {this.Time}/8 stable steps by {this.Steps} implicit ones"

/// Implicit steps tend to the flow, with a bound: HZ23-8.
[<RequireQualifiedAccess>]
module internal CrandallLiggett =

    let private scenes: Arbitrary<ResolventScene> =
        let generate =
            gen {
                let! cells = GridScenes.mildOnLine.Generator
                let! time = Gen.frequency [ 3, Gen.choose (1, 32); 1, Gen.choose (1, 256) ]
                let! steps = Gen.elements [ 1; 2; 3; 8; 32; 256 ]

                return
                    {
                        Cells = cells
                        Time = time
                        Steps = steps
                    }
            }

        let shrink (scene: ResolventScene) =
            seq {
                for cells in GridScenes.mildOnLine.Shrinker scene.Cells do
                    yield { scene with Cells = cells }

                if scene.Time > 1 then
                    yield { scene with Time = scene.Time / 2 }
            }

        Arb.fromGenShrink (generate, shrink)

    // dm/dt of the flow on a line, written out: kappa_ij the harmonic mean of p over h^2, Phi(w) = w for kl and 1/2 log(1 +
    // w) for jsd.
    let private rate (f: FDivergence) (p: GridDensity) : float[] -> float[] =
        let target, h = p.Weights, p.Grid.Axis(0).Width

        let kappa =
            Array.pairwise target
            |> Array.map (fun (a, b) -> 2.0 * a * (b / (a + b)) / (h * h))

        let phi w =
            if f.Name = "kl" then w else 0.5 * log (1.0 + w)

        fun m ->
            let phi = Array.map2 (fun m p -> phi (m / p)) m target
            let flow = Array.mapi (fun i kappa -> kappa * (phi[i + 1] - phi[i])) kappa

            Array.init m.Length (fun i ->
                (if i < flow.Length then flow[i] else 0.0)
                - (if i > 0 then flow[i - 1] else 0.0))

    /// S(t) u by classical Runge-Kutta steps of at most a sixteenth of the stable one.
    let private flow (rate: float[] -> float[]) (step: float) (time: float) (u: float[]) : float[] =
        let count = int (ceil (16.0 * time / step))
        let tau = time / float count

        let along a (m: float[]) (v: float[]) = Array.map2 (fun m v -> m + a * v) m v

        let next m =
            let a = rate m
            let b = rate (along (0.5 * tau) m a)
            let c = rate (along (0.5 * tau) m b)
            let d = rate (along tau m c)

            Array.init m.Length (fun i -> m[i] + tau / 6.0 * (a[i] + 2.0 * b[i] + 2.0 * c[i] + d[i]))

        Seq.init count ignore |> Seq.fold (fun m () -> next m) u

    let private total (m: float[]) = Array.sumBy abs m

    let private head =
        {
            Name = "crandall-liggett"
            Statement =
                "On the line |S(t)u - (I + t A/n)^(-n) u|_1 <= t |A u|_1/sqrt n for every n and t, A u = -dm/dt at u."
            Source = "HZ23-8"
            Judge =
                Judge.AtMost(
                    1e-5,
                    "of t |A u|: Runge-Kutta steps tau with tau |A| <= 1/8 are off by t |A u| (1/8)^4/120, and by a few times \
                     that where Phi is curved; Newton's method by rounding"
                )
        }

    // Both sides for each flow, with n steps of length share t/n and a factor in the bound.
    let private equations
        (flows: FDivergence list)
        (share: float)
        (factor: float)
        (cells: GridScene)
        (parts: float)
        (n: int)
        : Equation list =
        [
            for f in flows do
                let equation = FokkerPlanck.create f cells.P
                let stable = FokkerPlanck.stableStep equation cells.Q

                if Double.IsFinite stable then
                    let time = parts * stable
                    let rate = rate f cells.P
                    let u = cells.Q.Weights
                    let bound = time * total (rate u)

                    let implicitly =
                        Seq.init n ignore
                        |> Seq.fold (fun q () -> FokkerPlanck.implicitEuler (share * time / float n) equation q) cells.Q

                    let exact = flow rate stable time u

                    Equation.scalar
                        $"{f.Name}: |S(t)u - (I + t A/n)^(-n) u|_1 against its bound"
                        bound
                        (total (Array.map2 (-) exact implicitly.Weights))
                        (factor * bound / sqrt (float n))
        ]

    let private bound (instance: string) (share: float) (factor: float) : Law =
        Law.forAll head instance scenes (fun scene ->
            equations GridSteps.divergences share factor scene.Cells (float scene.Time / 8.0) scene.Steps)

    // A target whose masses grow by 16 from cell to cell drives what is near its light end along the line as a translation
    // does, which attains the order 1/sqrt n: in 80 stable steps 80 full cells move by about 70.
    let private slope =
        {
            Rows = 1
            Width = 1.0
            Target = Array.init 200 (fun i -> 4 * (199 - i))
            First = Array.init 200 (fun i -> if i < 80 then 0 else -1)
            Second = Array.create 200 0
        }

    let private drift (instance: string) (factor: float) : Law =
        Law.forEach head instance [ 1; 4; 16 ] (equations [ FDivergence.kl ] 1.0 factor slope 80.0)

    /// HZ23-8.
    let claim: Claim =
        {
            Id = "HZ23-8"
            Statement =
                "On a line of cells n implicit steps of length t/n are within t |A u|_1/sqrt n of the flow of JSD (and of "
                + "KL) at time t in L1, A u = -dm/dt at the start u, for every n and t: the bound of Crandall and Liggett, "
                + "|S(t)u - (I + t A/n)^(-n) u|_1 <= 2 t |A u|_1/sqrt n, with 1 in place of 2."
            Hypotheses =
                [
                    "the implicit steps contract L1: each solves its equation on the whole grid, as on the line"
                    "the steps are of equal length t/n"
                ]
            Source = "HZ23"
            Page = "HZ23-8.md"
            Property = [ bound "densities on a line" 1.0 1.0; drift "a steep target" 1.0 ]
            Necessity =
                [
                    drift "a steep target, with half of the bound" 0.5
                    |> Law.fails "Half of the bound is too little: translations need 0.8 of it."
                    bound "steps of half the length" 0.5 1.0
                    |> Law.rejects "n steps of length t/(2n)"
                ]
        }
