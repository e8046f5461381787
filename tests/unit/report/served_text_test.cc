#include "report/served_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/served_answer.h"
#include "report/served_json.h"
#include "tests/support/golden.h"
#include "tests/support/served.h"

namespace shakedown::report {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using namespace testing_support;  // NOLINT: stories

run::ServedEvent EventOf(const attempt::ServedConnection& connection) {
  run::ServedEvent event;
  event.connection = connection;
  event.ja4 = "t13d0610h2_000000000000_000000000000";
  diagnosis::ServedCase served;
  served.connection = &event.connection;
  event.diagnosis = diagnosis::DiagnoseServed(served);
  return event;
}

run::ServedEvent GoWithoutCertificate() {
  ServedStory story(GoHello());
  story.Asks({"CN=Root A", "CN=Root B"}).PresentsNothing().Through();
  story.Requests("Go-http-client/1.1", 400);
  return EventOf(story.connection());
}

run::ServedEvent Settled() {
  ServedStory story(GoHello());
  story.Asks({}).Presents({Leaf("CN=bob", "CN=Root C")}).Through().Checked({});
  story.Requests("Go-http-client/1.1", 200);
  story.connection().number = 2;
  story.connection().request_name = "empty CA list";
  run::ServedEvent event = EventOf(story.connection());
  event.settled = run::Settlement{diagnosis::Variation::kEmptyList, {}};
  event.settled->cause.id = "client.issuer-not-listed";
  event.settled->cause.certainty = diagnosis::Certainty::kCertain;
  event.settled->cause.summary = "no issuer of its chain was listed";
  return event;
}

/// Everything that a peer may choose is hostile.
run::ServedEvent Hostile() {
  tls::ClientHello hello = GoHello();
  hello.server_name = "\x1b[2J<script>alert(1)</script>";
  hello.alpn = {"<b>", "\xff\xfe", "##vso[x]"};
  ServedStory story(std::move(hello));
  story.Asks({"CN=Root A"}).PresentsNothing().Through();
  story.Requests("Go-http-client/1.1 <script>alert(2)</script>", 400, "G<E>T");
  story.connection().http->path = "/<img src=x onerror=alert(3)>&\"'";
  return EventOf(story.connection());
}

TEST(ServedText, IsTheSample) {
  ExpectGolden(ServedBlock(GoWithoutCertificate(), {}) + "\n" + ServedBlock(Settled(), {}),
               "reports/sample/served.txt");
}

TEST(ServedText, KeepsToTheWidthAndIsPrintable) {
  ServedTextOptions options;
  options.everything = true;
  const std::string text = ServedBlock(Hostile(), options);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  size_t start = 0;
  while (start < text.size()) {
    const size_t end = text.find('\n', start);
    EXPECT_LE(end - start, 80u) << text.substr(start, end - start);
    start = end + 1;
  }
}

TEST(ServedText, FitsOneLine) {
  const std::string line = ServedLine(GoWithoutCertificate());
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_THAT(line, AllOf(HasSubstr("nothing"), HasSubstr("answered 400"),
                          HasSubstr("client.issuer-not-listed")));
}

TEST(ServedText, SaysWhatComesNext) {
  run::ServedEvent event = GoWithoutCertificate();
  event.next = diagnosis::Variation::kEmptyList;
  EXPECT_THAT(ServedBlock(event, {}), HasSubstr("'empty CA list'"));
  event.exhausted = true;
  EXPECT_THAT(ServedBlock(event, {}), HasSubstr("none made a certificate come"));
}

TEST(ServedJson, IsTheSample) {
  ExpectGolden(ServedJson(GoWithoutCertificate()) + "\n" + ServedJson(Settled()) + "\n",
               "reports/sample/served.jsonl");
}

TEST(ServedJson, IsOneLineOfValidJson) {
  for (const run::ServedEvent& event : {GoWithoutCertificate(), Settled(), Hostile()}) {
    const std::string line = ServedJson(event);
    EXPECT_EQ(line.find('\n'), line.npos);
    const auto json = nlohmann::json::parse(line, nullptr, false);
    ASSERT_FALSE(json.is_discarded()) << line;
    EXPECT_EQ(json["schema"], "shakedown.served/1");
  }
  const auto json = nlohmann::json::parse(ServedJson(Settled()));
  EXPECT_EQ(json["settled"]["cause"]["id"], "client.issuer-not-listed");
  EXPECT_EQ(json["client_certificate"]["chain"][0]["subject"], "CN=bob");
}

TEST(ServedAnswer, ComesInTheFormThatIsAskedFor) {
  EXPECT_EQ(FormatFor("*/*"), AnswerFormat::kText);
  EXPECT_EQ(FormatFor(""), AnswerFormat::kText);
  EXPECT_EQ(FormatFor("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            AnswerFormat::kHtml);
  EXPECT_EQ(FormatFor("application/json"), AnswerFormat::kJson);
  EXPECT_EQ(FormatFor("text/html;q=0.2, application/json;q=0.7"), AnswerFormat::kJson);
  EXPECT_EQ(FormatFor("text/html;q=0.2, text/plain"), AnswerFormat::kText);
  EXPECT_EQ(FormatFor("application/json;q=0"), AnswerFormat::kText);
  EXPECT_EQ(FormatFor("text/html;q=banana"), AnswerFormat::kHtml);
}

TEST(ServedAnswer, IsAPageWithoutScripts) {
  const AnswerBody page = ServedAnswer(GoWithoutCertificate(), AnswerFormat::kHtml, 400,
                                       "No required SSL certificate was sent");
  EXPECT_THAT(page.content_type, StartsWith("text/html"));
  EXPECT_THAT(page.body, StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(page.body, HasSubstr("<title>400 No required SSL certificate was sent</title>"));
  EXPECT_THAT(page.body, HasSubstr("Root A"));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(page.body, Not(HasSubstr("</meta>")));
}

TEST(ServedAnswer, EscapesWhatTheClientSaid) {
  const AnswerBody page = ServedAnswer(Hostile(), AnswerFormat::kHtml, 400, "<i>");
  EXPECT_THAT(page.body, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img")),
                               Not(HasSubstr("<b>")), Not(HasSubstr("<i>"))));
  EXPECT_THAT(page.body, HasSubstr("&lt;script&gt;"));
}

TEST(ServedAnswer, SaysTheSameAsTextAndJson) {
  const run::ServedEvent event = GoWithoutCertificate();
  EXPECT_THAT(ServedAnswer(event, AnswerFormat::kText, 400, "Title").body,
              AllOf(StartsWith("400 Title\n"), HasSubstr("client.issuer-not-listed")));
  EXPECT_EQ(ServedAnswer(event, AnswerFormat::kJson, 400, "Title").content_type,
            "application/json");
}

}  // namespace
}  // namespace shakedown::report
