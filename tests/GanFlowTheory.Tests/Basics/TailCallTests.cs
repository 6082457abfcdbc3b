using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;
using Xunit;

namespace GanFlowTheory.Tests.Basics;

/// <summary>A tail call whose arguments pass on the stack loses a span where the collector runs in between, and a program
/// then reads other numbers, once in a million runs: none is compiled.</summary>
public class TailCallTests
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private static int OperandSize(OpCode code, byte[] il, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };

    private static bool CallsInTailPosition(byte[] il)
    {
        for (var at = 0; at < il.Length;)
        {
            var code = Codes[il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at]];

            if (code == OpCodes.Tailcall)
            {
                return true;
            }

            at += code.Size;
            at += OperandSize(code, il, at);
        }

        return false;
    }

    private static IEnumerable<string> In(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
        let il = method.GetMethodBody()?.GetILAsByteArray()
        where il is not null && CallsInTailPosition(il)
        select $"{type.FullName}.{method.Name}";

    [Theory]
    [InlineData("GanFlowTheory.Numerics")]
    [InlineData("GanFlowTheory.Core")]
    [InlineData("GanFlowTheory.Reports")]
    [InlineData("GanFlowTheory.Laws")]
    public void No_assembly_calls_in_tail_position(string name) => Assert.Empty(In(Assembly.Load(name)));

    [Fact]
    public void The_search_sees_tail_calls() =>
        // FSharp.Core has its own, none with a span.
        Assert.NotEmpty(In(Assembly.Load("FSharp.Core")));
}
