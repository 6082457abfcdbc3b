using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace GanFlowTheory;

/// <summary>Conversions between the shapes of the two languages; no arithmetic.</summary>
internal static class Bridge
{
    internal static FSharpFunc<A, R> Fun<A, R>(Func<A, R> f) => FuncConvert.FromFunc(f);

    internal static FSharpFunc<A, FSharpFunc<B, R>> Fun<A, B, R>(Func<A, B, R> f) => FuncConvert.FromFunc(f);

    internal static FSharpFunc<A, Unit> Act<A>(Action<A> f) => FuncConvert.FromAction(f);

    internal static T? OrNull<T>(this FSharpOption<T>? option) where T : struct => option?.Value;

    internal static FSharpOption<T> Option<T>(this T? value) where T : struct =>
        value is { } some ? FSharpOption<T>.Some(some) : FSharpOption<T>.None;

    internal static FSharpOption<T> OptionOf<T>(this T? value) where T : class =>
        value is null ? FSharpOption<T>.None : FSharpOption<T>.Some(value);

    internal static T? OrNothing<T>(this FSharpOption<T>? option) where T : class => option?.Value;

    internal static FSharpList<T> List<T>(IEnumerable<T> items) => ListModule.OfSeq(items);

    /// <summary>Refuses null with the argument's name, so that no null travels into the core.</summary>
    internal static T NotNull<T>(this T? value, string name) where T : class =>
        value ?? throw new ArgumentNullException(name);

    /// <summary>Refuses null from a function of the caller's, with what it belongs to.</summary>
    internal static T Returned<T>(this T? value, string owner) where T : class =>
        value ?? throw new ArgumentException($"{owner} must return a value, but returned null.");

    internal static IReadOnlyList<T> ReadOnly<T>(this T[] items) => Array.AsReadOnly(items);

    internal static IReadOnlyList<R> Map<T, R>(this IEnumerable<T> items, Func<T, R> f) =>
        items.Select(f).ToArray().ReadOnly();
}
