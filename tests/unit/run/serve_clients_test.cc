#include "run/serve_clients.h"

#include <gtest/gtest.h>

#include "tests/support/served.h"

namespace shakedown::run {
namespace {

using diagnosis::ServedOutcome;
using diagnosis::Variation;
using namespace testing_support;  // NOLINT: stories

const std::vector<Variation> kThree = {Variation::kNone, Variation::kEmptyList,
                                       Variation::kAllSchemes};

ServedEvent EventOf(ServedStory story) {
  ServedEvent event;
  event.connection = story.connection();
  diagnosis::ServedCase served;
  served.connection = &event.connection;
  event.diagnosis = diagnosis::DiagnoseServed(served);
  return event;
}

ServedEvent Nothing(const std::vector<std::string>& names = {"CN=Root A"}) {
  return EventOf(ServedStory(GoHello()).Asks(names).PresentsNothing().Through());
}
ServedEvent Certificate() {
  return EventOf(ServedStory(GoHello()).Asks({}).Presents({Leaf("CN=bob", "CN=Root B")}).Through());
}

TEST(ServeClients, MeetTheNextRequestAfterNothingCame) {
  ServeClients clients(kThree, true);
  EXPECT_EQ(clients.RequestFor("a"), 0u);
  ServedEvent event = Nothing();
  clients.Note("a", 0, &event);
  EXPECT_EQ(event.next, Variation::kEmptyList);
  EXPECT_EQ(clients.RequestFor("a"), 1u);
  EXPECT_EQ(clients.RequestFor("b"), 0u);
}

TEST(ServeClients, AreToldWhichRequestMadeItCome) {
  ServeClients clients(kThree, true);
  ServedEvent first = Nothing();
  clients.Note("a", 0, &first);
  ServedEvent second = Certificate();
  clients.Note("a", 1, &second);
  ASSERT_TRUE(second.settled.has_value());
  EXPECT_EQ(second.settled->variation, Variation::kEmptyList);
  EXPECT_EQ(second.settled->cause.id, "client.issuer-not-listed");
  EXPECT_EQ(clients.RequestFor("a"), 0u);
  ASSERT_NE(clients.IdentityOf("a"), nullptr);
  EXPECT_EQ(clients.IdentityOf("a")->chain.size(), 1u);
}

TEST(ServeClients, ProbablyHaveNoCertificateOnceAllWasTried) {
  ServeClients clients(kThree, true);
  ServedEvent event;
  for (size_t i = 0; i < kThree.size(); ++i) {
    event = Nothing();
    clients.Note("a", i, &event);
  }
  EXPECT_TRUE(event.exhausted);
  EXPECT_EQ(event.diagnosis.reasons[0].id, "client.no-identity");
  EXPECT_EQ(event.diagnosis.reasons[0].certainty, diagnosis::Certainty::kLikely);
}

TEST(ServeClients, AreNotHurriedWhileABrowserChooses) {
  ServeClients clients(kThree, true);
  ServedEvent event = EventOf(ServedStory(ChromiumHello()).Asks({"CN=Root A"}).Closes());
  clients.Note("a", 0, &event);
  EXPECT_EQ(clients.RequestFor("a"), 0u);
  EXPECT_EQ(clients.ClosedBefore("a"), 1);
  clients.Note("a", 0, &event);
  EXPECT_EQ(clients.RequestFor("a"), 1u);
}

TEST(ServeClients, AlwaysMeetTheSameRequestUnlessToldToVary) {
  ServeClients clients(kThree, false);
  ServedEvent event = Nothing();
  clients.Note("a", 0, &event);
  EXPECT_EQ(clients.RequestFor("a"), 0u);
  EXPECT_FALSE(event.next.has_value());
}

TEST(ServeClients, AreForgottenWhenThereAreTooMany) {
  ServeClients clients(kThree, true);
  for (int i = 0; i < 1000; ++i) {
    ServedEvent event = Nothing();
    clients.Note("client " + std::to_string(i), 0, &event);
  }
  EXPECT_LE(clients.size(), 256u);
  EXPECT_EQ(clients.RequestFor("client 999"), 1u);
}

}  // namespace
}  // namespace shakedown::run
