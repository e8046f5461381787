#include "run/target_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/suite_builder.h"

namespace shakedown::run {
namespace {

using ::testing::HasSubstr;

class target_settings : public ::testing::Test {
 protected:
  target_settings() { suite_.file = "dir/suite.xml"; }
  Result<TargetSettings> Resolve() const { return ResolveTarget(suite_, options_, variables_); }
  scenario::SuiteModel suite_ = testing_support::MakeSuite("s", {});
  TargetOptions options_;
  scenario::Variables variables_;
};

TEST_F(target_settings, NothingGivenIsTheBuiltInPeer) {
  options_.client_ca = "ignored.pem";
  const Result<TargetSettings> settings = Resolve();
  ASSERT_TRUE(settings);
  EXPECT_TRUE(settings->built_in);
  EXPECT_FALSE(settings->has_authority());
}

TEST_F(target_settings, SuitePathsAreBesideTheSuite) {
  suite_.target = {.url = "https://gate.test:8443/in",
                   .server_ca = "server.pem",
                   .client_ca = "/abs/ca.pem",
                   .ca_cert = "ca.pem",
                   .ca_key = "ca.key",
                   .ca_pass = "file:pass.txt"};
  const Result<TargetSettings> settings = Resolve();
  ASSERT_TRUE(settings);
  EXPECT_FALSE(settings->built_in);
  EXPECT_EQ(settings->target.endpoint.host, "gate.test");
  EXPECT_EQ(settings->target.endpoint.port, 8443);
  EXPECT_EQ(settings->server_ca, "dir/server.pem");
  EXPECT_EQ(settings->client_ca, "/abs/ca.pem");
  EXPECT_EQ(settings->ca_pass, "file:dir/pass.txt");
  EXPECT_TRUE(settings->has_authority());
}

TEST_F(target_settings, CommandLineWinsAndIsTakenAsGiven) {
  suite_.target = {.url = "https://gate.test/", .server_ca = "server.pem", .crl = "crl.pem"};
  options_.url = "https://other.test/";
  options_.server_ca = "mine.pem";
  const Result<TargetSettings> settings = Resolve();
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->target.endpoint.host, "other.test");
  EXPECT_EQ(settings->server_ca, "mine.pem");
  EXPECT_EQ(settings->crl, "dir/crl.pem");
}

TEST_F(target_settings, StarttlsBelongsToItsUrl) {
  suite_.target = {.url = "mail.test:587", .starttls = "smtp"};
  const Result<TargetSettings> of_suite = Resolve();
  ASSERT_TRUE(of_suite);
  EXPECT_EQ(of_suite->target.application, attempt::Application::kSmtp);
  EXPECT_TRUE(of_suite->target.starttls);
  // Another URL on the command line is not that of the suite's word.
  options_.url = "https://other.test/";
  const Result<TargetSettings> another = Resolve();
  ASSERT_TRUE(another);
  EXPECT_FALSE(another->target.starttls);
  options_.url = "other.test";
  options_.starttls = "imap";
  const Result<TargetSettings> given = Resolve();
  ASSERT_TRUE(given);
  EXPECT_EQ(given->target.application, attempt::Application::kImap);
  EXPECT_EQ(given->target.endpoint.port, 143);
}

TEST_F(target_settings, VariablesMakeTheUrl) {
  suite_.target.url = "${gate}";
  variables_["gate"] = "https://gate.test:1/";
  EXPECT_EQ(Resolve()->target.endpoint.port, 1);
  variables_["gate"] = "";
  const Result<TargetSettings> empty = Resolve();
  EXPECT_TRUE(!empty || empty->built_in);
  variables_.clear();
  EXPECT_FALSE(Resolve());
}

TEST_F(target_settings, BadUrlPointsAtTheSuiteOnlyIfItStandsThere) {
  suite_.target.url = "gopher://x/";
  suite_.target.position = {.file = "dir/suite.xml", .line = 5};
  const Result<TargetSettings> in_suite = Resolve();
  ASSERT_FALSE(in_suite);
  EXPECT_EQ(in_suite.error().position().line, 5);
  options_.url = "gopher://y/";
  const Result<TargetSettings> on_command_line = Resolve();
  ASSERT_FALSE(on_command_line);
  EXPECT_EQ(on_command_line.error().code(), ErrorCode::kUsage);
  EXPECT_EQ(on_command_line.error().position().line, 0);
}

TEST_F(target_settings, HalfAnAuthorityIsRefused) {
  options_.url = "https://gate.test/";
  options_.ca_cert = "ca.pem";
  ASSERT_FALSE(Resolve());
  EXPECT_THAT(Resolve().error().Text(), HasSubstr("--ca-key"));
  options_.ca_cert = "";
  options_.ca_key = "ca.key";
  EXPECT_FALSE(Resolve());
}

TEST_F(target_settings, OnlyFilePassphrasesArePaths) {
  EXPECT_EQ(PassphraseBesideSuite(suite_, "env:PASS"), "env:PASS");
  EXPECT_EQ(PassphraseBesideSuite(suite_, ""), "");
  EXPECT_EQ(BesideSuite(suite_, ""), "");
}

}  // namespace
}  // namespace shakedown::run
