CREATE TYPE "public"."answer_style" AS ENUM('compatible', 'documented');--> statement-breakpoint
CREATE TYPE "public"."credential_kind" AS ENUM('token', 'key');--> statement-breakpoint
CREATE TYPE "public"."sex" AS ENUM('male', 'female');--> statement-breakpoint
CREATE SEQUENCE "public"."contact_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE SEQUENCE "public"."group_numbers" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "account" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "account_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_name" varchar(255) NOT NULL,
	"email" varchar(254) NOT NULL,
	"password_hash" text,
	"region" varchar(2) NOT NULL,
	"answers" "answer_style",
	"disabled" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "contact" (
	"account_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"text_id" text NOT NULL,
	"name" varchar(255) NOT NULL,
	"email" varchar(254),
	"dialcode" smallint,
	"msisdn" bigint,
	"phone_text" text,
	"street" varchar(255),
	"zipcode" varchar(16),
	"birthday_seconds" bigint,
	"sex" "sex",
	CONSTRAINT "contact_account_id_id_pk" PRIMARY KEY("account_id","id"),
	CONSTRAINT "contact_text_id" UNIQUE("account_id","text_id"),
	CONSTRAINT "contact_ids" CHECK ("contact"."id" > 0 and "contact"."text_id" <> ''),
	CONSTRAINT "contact_name" CHECK ("contact"."name" <> ''),
	CONSTRAINT "contact_msisdn" CHECK ("contact"."msisdn" between 1 and 999999999999999 and "contact"."dialcode" > 0),
	CONSTRAINT "contact_phone" CHECK (("contact"."msisdn" is null) = ("contact"."dialcode" is null)),
	CONSTRAINT "contact_one_phone" CHECK ("contact"."msisdn" is null or "contact"."phone_text" is null)
);
--> statement-breakpoint
CREATE TABLE "contact_group" (
	"account_id" bigint NOT NULL,
	"id" bigint NOT NULL,
	"text_id" text NOT NULL,
	"name" varchar(255) NOT NULL,
	CONSTRAINT "contact_group_account_id_id_pk" PRIMARY KEY("account_id","id"),
	CONSTRAINT "contact_group_text_id" UNIQUE("account_id","text_id"),
	CONSTRAINT "contact_group_ids" CHECK ("contact_group"."id" > 0 and "contact_group"."text_id" <> ''),
	CONSTRAINT "contact_group_name" CHECK ("contact_group"."name" <> '')
);
--> statement-breakpoint
CREATE TABLE "credential" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "credential_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" bigint NOT NULL,
	"kind" "credential_kind" NOT NULL,
	"hash" "bytea" NOT NULL,
	"description" varchar(255),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	CONSTRAINT "credential_hash" UNIQUE("hash"),
	CONSTRAINT "credential_key_never_expires" CHECK (("credential"."kind" = 'token') = ("credential"."expires_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "login_failure" (
	"key" varchar(255) PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "login_name" (
	"name" text PRIMARY KEY NOT NULL,
	"account_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "membership" (
	"account_id" bigint NOT NULL,
	"contact_id" bigint NOT NULL,
	"group_id" bigint NOT NULL,
	CONSTRAINT "membership_account_id_contact_id_group_id_pk" PRIMARY KEY("account_id","contact_id","group_id")
);
--> statement-breakpoint
CREATE TABLE "reserved_id" (
	"sequence" text NOT NULL,
	"id" bigint NOT NULL,
	CONSTRAINT "reserved_id_sequence_id_pk" PRIMARY KEY("sequence","id")
);
--> statement-breakpoint
ALTER TABLE "contact" ADD CONSTRAINT "contact_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_group" ADD CONSTRAINT "contact_group_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credential" ADD CONSTRAINT "credential_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "login_name" ADD CONSTRAINT "login_name_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "membership" ADD CONSTRAINT "membership_account_id_contact_id_contact_account_id_id_fk" FOREIGN KEY ("account_id","contact_id") REFERENCES "public"."contact"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "membership" ADD CONSTRAINT "membership_account_id_group_id_contact_group_account_id_id_fk" FOREIGN KEY ("account_id","group_id") REFERENCES "public"."contact_group"("account_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credential_account" ON "credential" USING btree ("account_id","kind");--> statement-breakpoint
CREATE INDEX "credential_expiry" ON "credential" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "login_name_account" ON "login_name" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "membership_group" ON "membership" USING btree ("account_id","group_id","contact_id");