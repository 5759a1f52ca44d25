// The core's generic types as a world puts them together.
global using CorePaging = Osmosis.Memory.Paging<Osmosis.Memory.RecursiveTables<Osmosis.Simulation.SimulatedMachine>, Osmosis.Memory.Tests.Worlds.TestFrames>;
global using CoreSetup = Osmosis.Memory.PagingSetup<Osmosis.Simulation.SimulatedMachine, Osmosis.Memory.Tests.Worlds.TestFrames>;
