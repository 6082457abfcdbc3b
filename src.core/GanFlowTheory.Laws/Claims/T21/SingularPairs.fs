namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The scheme with steps of length tau, on a scene.
type internal SteppedScene = float -> BilinearScene -> GameScheme

/// Bilinear games pair by pair: xi_i = (U^T x)_i and eta_i = (V^T y)_i of each singular value.
[<RequireQualifiedAccess>]
module internal SingularPairs =

    /// Why formulas hold to 1e-12.
    let rounding =
        "steps of sums of at most four products, the rotations U and V twice; equations of implicit steps and movements, which \
         are linear here, are solved until a step of Newton's method gains nothing more"

    /// a^2 = tau^2 kappa_X kappa_Y s^2.
    let square (scene: BilinearScene) (s: float) =
        scene.Tau * scene.Tau * scene.Kx * scene.Ky * s * s

    /// What a step makes of the size of a state at most, where its factor is no larger than Euler's.
    let growth (scene: BilinearScene) =
        1.0 + scene.Tau * Array.max scene.Values * (scene.Kx + scene.Ky)

    /// Each pair xi_i, eta_i by a map of its singular value; the rest, which A does not see, by that of 0.
    let eachPair (scene: BilinearScene) (map: float -> float * float -> float * float) (x: float[], y: float[]) =
        let pairs =
            Array.init (max x.Length y.Length) (fun i ->
                let s = if i < scene.Rank then scene.Values[i] else 0.0

                let at (v: float[]) = if i < v.Length then v[i] else 0.0
                map s (at x, at y))

        Array.init x.Length (fun i -> fst pairs[i]), Array.init y.Length (fun i -> snd pairs[i])

    /// So many times f.
    let repeated (count: int) (f: 'a -> 'a) (x: 'a) : 'a =
        Seq.init count ignore |> Seq.fold (fun x () -> f x) x

    /// A state against xi and eta, on the scale of the start times what the steps made of it at most.
    let compare
        (scene: BilinearScene)
        (grown: float)
        (got: BilinearScenes.State)
        (x: float[], y: float[])
        : Equation list =
        let gx, gy = BilinearScenes.readSingular scene got
        let scale = grown * BilinearScenes.size scene

        [
            Equation.vector "U^T x after the steps against the formula" scale gx x
            Equation.vector "V^T y after the steps against the formula" scale gy y
        ]

    /// The clocks of a round of turns, with the inner steps.
    let effective (scene: BilinearScene) =
        let innerX, innerY = scene.Inner
        float innerX * scene.Kx, float innerY * scene.Ky
