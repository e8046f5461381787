#include "attempt/attempt.h"

#include <gtest/gtest.h>

namespace shakedown::attempt {
namespace {

/// An attempt that was to make two requests, with what came of them.
Attempt Of(std::vector<EventBody> events) {
  Attempt attempt;
  attempt.spec.target.endpoint = {"open.test", 443};
  attempt.spec.request = HttpRequest{};
  attempt.spec.further_requests = {{.path = "/secure", .host = "secure.test"}};
  for (EventBody& event : events) attempt.trace.events.push_back({{}, std::move(event)});
  return attempt;
}
HttpReply Reply(int status) {
  HttpReply reply;
  reply.status = status;
  return reply;
}

TEST(Attempt, NamesHostAndPathOfTheLastRequestThatWentOut) {
  EXPECT_EQ(RequestedHost(Of({})), "open.test");
  EXPECT_EQ(RequestedHost(Of({RequestSent{}})), "open.test");
  EXPECT_EQ(RequestedPath(Of({RequestSent{}, Reply(200)})), "/");
  const Attempt both = Of({RequestSent{}, Reply(200), RequestSent{}, Reply(421)});
  EXPECT_EQ(RequestedHost(both), "secure.test");
  EXPECT_EQ(RequestedPath(both), "/secure");
  EXPECT_EQ(RequestedHost(Attempt()), "") << "nothing was to be asked for";
}

TEST(Attempt, KnowsWhenTheServerKeptNoConnection) {
  EXPECT_TRUE(KeptNoConnection(Of({RequestSent{}, Reply(200), PeerClosed{}})));
  EXPECT_TRUE(KeptNoConnection(Of({RequestSent{}, Reply(302)})));
  EXPECT_FALSE(KeptNoConnection(Of({RequestSent{}, Reply(400), PeerClosed{}})))
      << "a refusal is an answer";
  EXPECT_FALSE(KeptNoConnection(Of({RequestSent{}, PeerClosed{}})));
  EXPECT_FALSE(KeptNoConnection(Of({RequestSent{}, Reply(200), RequestSent{}, PeerClosed{}})));
  EXPECT_FALSE(KeptNoConnection(Of({})));
  Attempt one = Of({RequestSent{}, Reply(200)});
  one.spec.further_requests.clear();
  EXPECT_FALSE(KeptNoConnection(one));
}

}  // namespace
}  // namespace shakedown::attempt
