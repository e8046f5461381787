#include "handshake/client_witness.h"

#include <gtest/gtest.h>

#include "attempt/trace_view.h"

namespace shakedown::handshake {
namespace {

using attempt::Phase;
using attempt::Side;

const Bytes kFatalUnknownCa = {2, 48};
const Bytes kWarningCloseNotify = {1, 0};

TEST(Witness, RecordsMakeRoomForTheVerdict) {
  Witness witness;
  for (int i = 0; i < 5000; ++i) witness.OnRecord(Side::kServer, {});
  const Bytes ticket = {4, 0, 0, 0};
  for (int i = 0; i < 5000; ++i) witness.OnMessage(Side::kServer, ticket);
  witness.OnAlert(Side::kServer, kFatalUnknownCa);
  witness.OnClosed(attempt::PeerClosed::How::kFin);
  EXPECT_EQ(witness.tickets(), 5000);
  const auto trace = witness.Finish();
  EXPECT_LE(trace.events.size(), 512u);
  EXPECT_TRUE(attempt::First<attempt::AlertSeen>(trace));
  EXPECT_TRUE(attempt::First<attempt::PeerClosed>(trace));
}

TEST(Witness, IsBoundedWhateverComes) {
  Witness witness;
  for (int i = 0; i < 5000; ++i) witness.OnAlert(Side::kServer, Bytes{1, 90});
  EXPECT_EQ(witness.Finish().events.size(), 512u);
}

TEST(Witness, LargeMessagesAreKeptUpToATotal) {
  Witness witness;
  Bytes large(100 * 1024 + 4);
  large[0] = 20;
  large[1] = 1;
  large[2] = 0x90;
  for (int i = 0; i < 100; ++i) witness.OnMessage(Side::kServer, large);
  size_t octets = 0;
  for (const attempt::Event& event : witness.Finish().events) {
    octets += std::get<attempt::Message>(event.body).raw.size();
  }
  EXPECT_GT(octets, 1u << 20);
  EXPECT_LE(octets, 2u << 20);
}

TEST(Witness, CloseNotifyIsNoAlert) {
  Witness witness;
  witness.OnAlert(Side::kClient, kWarningCloseNotify);
  EXPECT_FALSE(witness.close_notify());
  witness.OnAlert(Side::kServer, kWarningCloseNotify);
  EXPECT_TRUE(witness.close_notify());
  EXPECT_FALSE(witness.fatal_alert());
  EXPECT_TRUE(witness.Finish().events.empty());
}

TEST(Witness, OnlyTheFirstCloseCounts) {
  Witness witness;
  witness.OnClosed(attempt::PeerClosed::How::kCloseNotify);
  witness.OnClosed(attempt::PeerClosed::How::kFin);
  const auto trace = witness.Finish();
  ASSERT_EQ(trace.events.size(), 1u);
  EXPECT_EQ(attempt::First<attempt::PeerClosed>(trace)->how,
            attempt::PeerClosed::How::kCloseNotify);
}

TEST(Witness, WarningsDoNotEndTls12) {
  Witness witness;
  witness.OnAlert(Side::kServer, Bytes{1, 112});
  EXPECT_FALSE(witness.fatal_alert());
  witness.OnAlert(Side::kServer, kFatalUnknownCa);
  EXPECT_TRUE(witness.fatal_alert());
}

TEST(Witness, GarbageMessagesAreKeptWithTheirErrors) {
  Witness witness;
  const Bytes broken = {2, 0, 0, 2, 3, 3};
  witness.OnMessage(Side::kServer, broken);
  witness.OnMessage(Side::kServer, {});
  const auto trace = witness.Finish();
  ASSERT_EQ(trace.events.size(), 1u);
  const auto message = attempt::First<attempt::Message>(trace);
  EXPECT_EQ(message->raw, broken);
  EXPECT_FALSE(message->errors.empty());
}

}  // namespace
}  // namespace shakedown::handshake
