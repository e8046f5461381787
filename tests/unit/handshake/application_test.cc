#include "handshake/application.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/application_talk.h"

namespace shakedown::handshake {
namespace {

using Meaning = attempt::ApplicationReply::Meaning;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::Play;
using testing_support::SpecOfUrl;

class ApplicationStart : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(All, ApplicationStart,
                         testing::Values("smtps://a", "smtp://a", "lmtps://a", "imaps://a",
                                         "imap://a", "pop3s://a", "sieve://a", "ldaps://a",
                                         "ftps://a", "ftp://a", "xmpps-client://a",
                                         "xmpp-server://a", "ircs://a", "postgres://a", "mysql://a",
                                         "mqtts://a", "rediss://a", "amqps://a", "kafka://a"),
                         [](const auto& param) {
                           std::string name = param.param;
                           std::erase_if(name, [](char c) { return !std::isalnum(c); });
                           return name;
                         });

TEST_P(ApplicationStart, GarbageHasNoMeaning) {
  for (const std::string& garbage :
       {std::string("HTTP/1.1 400 Bad Request\r\n\r\n"),
        std::string("\xFF\xFF\xFF\xFF\xFF\x1b[31m\n\n", 12), std::string(100, '\0')}) {
    const std::unique_ptr<ApplicationStep> step = MakeApplicationStep(SpecOfUrl(GetParam()));
    step->Feed(AsBytes(garbage));
    step->End();
    if (!step->reply()) continue;
    EXPECT_NE(step->reply()->meaning, Meaning::kWantsCertificate);
    EXPECT_NE(step->reply()->meaning, Meaning::kBadCertificate);
    EXPECT_THAT(step->reply()->text, Not(HasSubstr("\x1b")));
  }
}

TEST_P(ApplicationStart, WhatHasNoEndIsBounded) {
  for (const char octet : {' ', '\0', '<', '2', '"', '\x01', '\x20', '\x30', '+'}) {
    const std::unique_ptr<ApplicationStep> step = MakeApplicationStep(SpecOfUrl(GetParam()));
    const std::string chunk(8192, octet);
    for (int i = 0; i < 9; ++i) step->Feed(AsBytes(chunk));
    ASSERT_TRUE(step->done()) << static_cast<int>(octet);
    EXPECT_LE(step->reply()->text.size(), 210u);
  }
}

/// Silence, and a close without a word, are no answer.
TEST_P(ApplicationStart, NothingHeardIsNoAnswer) {
  const std::unique_ptr<ApplicationStep> step = MakeApplicationStep(SpecOfUrl(GetParam()));
  step->End();
  EXPECT_FALSE(step->reply());
  EXPECT_FALSE(step->done());
}

/// A greeting alone is no verdict; half a sentence is shown, and means nothing.
TEST(ApplicationStep, ConversationThatBreaksOffIsNoAnswer) {
  const auto step = MakeApplicationStep(SpecOfUrl("pop3s://a"));
  step->Feed(AsBytes("+OK hi\r\n"));
  step->End();
  EXPECT_FALSE(step->reply());
  const auto half = MakeApplicationStep(SpecOfUrl("pop3s://a"));
  half->Feed(AsBytes("+OK hi\r\n-ERR cert"));
  half->End();
  ASSERT_TRUE(half->reply());
  EXPECT_EQ(half->reply()->meaning, Meaning::kUnrelated);
  EXPECT_EQ(half->reply()->text, "-ERR cert");
}

TEST(ApplicationStep, SaysEachWordOnce) {
  const auto step = MakeApplicationStep(SpecOfUrl("rediss://a"));
  EXPECT_EQ(step->TakeOutput(), "PING\r\n");
  EXPECT_THAT(step->TakeOutput(), IsEmpty());
}

TEST(ApplicationStep, SaysNothingWhereItOnlyListens) {
  attempt::HandshakeSpec spec = SpecOfUrl("rediss://a");
  spec.listen_only = true;
  EXPECT_EQ(MakeApplicationStep(spec), nullptr);
  EXPECT_EQ(MakeApplicationStep(SpecOfUrl("https://a")), nullptr);
  EXPECT_EQ(MakeApplicationStep(SpecOfUrl("tls://a:1")), nullptr);
}

TEST(ApplicationStep, GivesUpTheLoginThatItBegan) {
  std::string said;
  Play("imap://a", {"* CAPABILITY AUTH=PLAIN\r\nb1 OK\r\n", "+ \r\n"}, 4096, &said);
  EXPECT_EQ(said, "b1 CAPABILITY\r\nb2 AUTHENTICATE PLAIN\r\n*\r\nb3 LOGOUT\r\n");
  said.clear();
  Play("pop3://a", {"+OK\r\nSASL LOGIN PLAIN\r\n.\r\n", "+ \r\n"}, 4096, &said);
  EXPECT_EQ(said, "CAPA\r\nAUTH PLAIN\r\n*\r\nQUIT\r\n");
  said.clear();
  Play("sieve://a", {"\"SASL\" \"EXTERNAL\"\r\nOK\r\n", "{0}\r\n"}, 4096, &said);
  EXPECT_EQ(said, "CAPABILITY\r\nAUTHENTICATE \"EXTERNAL\"\r\n\"*\"\r\nLOGOUT\r\n");
}

TEST(ApplicationStep, NamesUserAndDatabaseOfTheUrl) {
  std::string said;
  Play("postgres://bob@a/shop", {""}, 1, &said);
  EXPECT_THAT(said, HasSubstr(std::string("user\0bob\0database\0shop\0", 23)));
  said.clear();
  Play("mysql://bob@a/shop", {""}, 1, &said);
  EXPECT_THAT(said, HasSubstr(std::string("bob\0\0shop\0", 10)));
}

TEST(MeaningOfRefusal, TellsMissingFromBadFromNoWord) {
  const auto meaning = [](const char* text) { return MeaningOfRefusal(text, Meaning::kUnrelated); };
  EXPECT_EQ(meaning("SSL Certificate REQUIRED"), Meaning::kWantsCertificate);
  EXPECT_EQ(meaning("certificate has expired"), Meaning::kBadCertificate);
  EXPECT_EQ(meaning("password required"), Meaning::kUnrelated);
}

}  // namespace
}  // namespace shakedown::handshake
