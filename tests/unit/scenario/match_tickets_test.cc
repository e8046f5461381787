// How long tickets may live.
#include "scenario/match_tickets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tls/new_session_ticket.h"

namespace shakedown::scenario {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

attempt::Attempt WithTickets(std::vector<uint32_t> lifetimes, const std::string& purpose = "") {
  attempt::Attempt attempt;
  attempt.purpose = purpose;
  attempt.trace.started = UtcSeconds(std::chrono::seconds(1'000'000));
  for (const uint32_t lifetime : lifetimes) {
    attempt::Message message;
    message.from = attempt::Side::kServer;
    message.type = tls::HandshakeType::kNewSessionTicket;
    tls::NewSessionTicket ticket;
    ticket.lifetime_seconds = lifetime;
    message.body = std::move(ticket);
    attempt.trace.events.push_back({{}, std::move(message)});
  }
  return attempt;
}

CheckResult Only(const TicketsExpectation& expected, const attempt::Attempt& attempt,
                 std::vector<attempt::Attempt> others = {}) {
  const auto results = MatchTickets(expected, attempt, others, "label");
  EXPECT_EQ(results.size(), 1u);
  return results.empty() ? CheckResult{} : results.front();
}

TEST(MatchTickets, TheLongestCounts) {
  const TicketsExpectation week{.max_lifetime = "7d"};
  EXPECT_TRUE(Only(week, WithTickets({604'800})).met);
  const CheckResult longer = Only(week, WithTickets({7200, 604'801}));
  EXPECT_FALSE(longer.met);
  EXPECT_EQ(longer.observed, "604801 s");
  EXPECT_EQ(longer.handshake, "label");
}

TEST(MatchTickets, NoTicketAndNoStatementHold) {
  EXPECT_TRUE(Only({.max_lifetime = "1s"}, WithTickets({})).met);
  EXPECT_TRUE(Only({.max_lifetime = "1s"}, WithTickets({0})).met);
  EXPECT_THAT(MatchTickets({}, WithTickets({7200}), {}, ""), IsEmpty());
}

TEST(MatchTickets, ShorterMeansThanEachOfTheOthers) {
  const TicketsExpectation shorter{.shorter_than = "first"};
  EXPECT_TRUE(Only(shorter, WithTickets({7199}), {WithTickets({7200, 9000}, "first")}).met);
  EXPECT_FALSE(Only(shorter, WithTickets({7200}), {WithTickets({7200, 9000}, "first")}).met);
  EXPECT_TRUE(Only(shorter, WithTickets({}), {WithTickets({7200}, "first")}).met);
  const CheckResult nothing = Only(shorter, WithTickets({5}), {WithTickets({}, "first")});
  EXPECT_FALSE(nothing.met);
  EXPECT_THAT(nothing.expected, HasSubstr("got none"));
}

TEST(MatchTickets, ACertificateBoundsThem) {
  const TicketsExpectation within{.within_certificate = true};
  attempt::Attempt attempt = WithTickets({3600});
  attempt.identity.chain.emplace_back();
  attempt.identity.chain.front().not_after = attempt.trace.started + std::chrono::seconds(3600);
  EXPECT_TRUE(Only(within, attempt).met);
  attempt.identity.chain.front().not_after = attempt.trace.started + std::chrono::seconds(3000);
  EXPECT_FALSE(Only(within, attempt).met);
  EXPECT_FALSE(Only(within, WithTickets({10})).met) << "there is no certificate";
}

}  // namespace
}  // namespace shakedown::scenario
