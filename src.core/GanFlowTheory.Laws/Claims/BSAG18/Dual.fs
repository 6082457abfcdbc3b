namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// <summary>A number with its derivative along one direction: forward differentiation, apart from the library's
/// backward one.</summary>
[<Struct>]
type internal Dual = { V: float; D: float }

/// Functions of dual numbers.
[<RequireQualifiedAccess>]
module internal Dual =

    let constant (v: float) : Dual = { V = v; D = 0.0 }

    let add (a: Dual) (b: Dual) : Dual = { V = a.V + b.V; D = a.D + b.D }

    let subtract (a: Dual) (b: Dual) : Dual = { V = a.V - b.V; D = a.D - b.D }

    let scale (s: float) (a: Dual) : Dual = { V = s * a.V; D = s * a.D }

    let multiply (a: Dual) (b: Dual) : Dual =
        {
            V = a.V * b.V
            D = a.V * b.D + a.D * b.V
        }

    /// f(a), with the derivative of f.
    let map (f: float -> float) (slope: float -> float) (a: Dual) : Dual = { V = f a.V; D = slope a.V * a.D }

    let exp (a: Dual) = map exp exp a

    let power (exponent: float) (a: Dual) =
        map (fun v -> v ** exponent) (fun v -> exponent * v ** (exponent - 1.0)) a

    let sum (values: Dual seq) : Dual = Seq.fold add (constant 0.0) values

    /// The activations of small networks; no argument may be a kink.
    let activate (activation: Activation) (a: Dual) : Dual =
        match activation with
        | Activation.Identity -> a
        | Activation.Tanh -> map tanh (fun v -> 1.0 - tanh v * tanh v) a
        | Activation.Sigmoid ->
            let s v = 1.0 / (1.0 + Math.Exp -v)
            map s (fun v -> s v * (1.0 - s v)) a
        | Activation.Softplus -> map (fun v -> Math.Log(1.0 + Math.Exp v)) (fun v -> 1.0 / (1.0 + Math.Exp -v)) a
        | Activation.Relu -> map (max 0.0) (fun v -> if v > 0.0 then 1.0 else 0.0) a
        | Activation.LeakyRelu slope ->
            map (fun v -> if v > 0.0 then v else slope * v) (fun v -> if v > 0.0 then 1.0 else slope) a
        | Activation.Sin -> map sin cos a

    /// A network with one hidden layer at a point, x W + b, activated, V + c, its parameters by rows in this order.
    let perceptron
        (inputs: int)
        (hidden: int)
        (outputs: int)
        (activation: Activation)
        (theta: Dual[])
        (x: Dual[])
        : Dual[] =
        let second = hidden * (inputs + 1)

        let units =
            Array.init hidden (fun h ->
                sum (Seq.init inputs (fun j -> multiply theta[j * hidden + h] x[j]))
                |> add theta[hidden * inputs + h]
                |> activate activation)

        Array.init outputs (fun a ->
            sum (Seq.init hidden (fun h -> multiply theta[second + h * outputs + a] units[h]))
            |> add theta[second + hidden * outputs + a])
