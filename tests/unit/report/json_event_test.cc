#include "report/json_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace shakedown::report {
namespace {

using attempt::ProxyReply;
using testing::HasSubstr;

nlohmann::json Written(attempt::EventBody body) {
  JsonWriter writer;
  WriteEvent({std::chrono::microseconds(410), std::move(body)}, writer);
  return nlohmann::json::parse(writer.Take());
}

TEST(JsonEvent, TellsWhatAProxyAnsweredAndWhichOneItWas) {
  ProxyReply reply{0, true, 200, "HTTP/1.1 200 Connection established"};
  reply.name = "http://bob:***@p.test:3128";
  nlohmann::json event = Written(reply);
  EXPECT_EQ(event["what"], "proxy opened the tunnel");
  EXPECT_EQ(event["detail"], "http://bob:***@p.test:3128: HTTP/1.1 200 Connection established");
  EXPECT_FALSE(event.contains("from"));
  EXPECT_FALSE(event.contains("bytes"));
  reply.opened = false;
  reply.status = 503;
  reply.reason = "its words";
  reply.detail = "X-Squid-Error: ERR_CONNECT_FAIL 111";
  event = Written(reply);
  EXPECT_EQ(event["what"], "proxy refused the tunnel");
  EXPECT_EQ(event["detail"],
            "http://bob:***@p.test:3128: 503 its words; X-Squid-Error: ERR_CONNECT_FAIL 111");
}

TEST(JsonEvent, DoesNotCallAHeaderATunnel) {
  ProxyReply header{0, true, 0, "version 2, 127.0.0.1:1 to 127.0.0.1:2"};
  header.stage = ProxyReply::Stage::kPreamble;
  EXPECT_EQ(Written(header)["what"], "PROXY protocol header sent");
  header.opened = false;
  EXPECT_EQ(Written(header)["what"], "PROXY protocol header not sent");
}

TEST(JsonEvent, MakesAProxysWordsPrintable) {
  ProxyReply reply{0, false, 0, "\x1b[31m\x01"};
  const std::string detail = Written(reply)["detail"];
  EXPECT_THAT(detail, testing::Not(HasSubstr("\x1b")));
}

TEST(JsonEvent, TellsWhichAddressWasNotReached) {
  attempt::ConnectFailed failed;
  failed.address = "127.0.0.1";
  failed.detail = "Connection refused";
  EXPECT_EQ(Written(failed)["what"], "connect failed");
  EXPECT_EQ(Written(failed)["detail"], "127.0.0.1: Connection refused");
  failed.address.clear();
  EXPECT_EQ(Written(failed)["detail"], "Connection refused");
}

}  // namespace
}  // namespace shakedown::report
